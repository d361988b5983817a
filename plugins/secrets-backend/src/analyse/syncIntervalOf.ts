/*
 * Copyright 2026 The Keyward Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

const UNITS: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};
const PART = /(\d+(?:\.\d+)?)(ms|[dhms])/g;
const WHOLE = /^(?:(?:\d+(?:\.\d+)?)(?:ms|[dhms]))+$/;
/** They sync once, or when they are changed themselves. */
const NOT_OF_THEIR_OWN_ACCORD = ['CreatedOnce', 'OnChange'];

/**
 * How often a deliverer syncs of its own accord, by what extractors keep of it, in
 * milliseconds: 0 where it never does, undefined where it does not say.
 */
export function syncIntervalOf(detail: {
  refreshInterval?: unknown;
  refreshAfter?: unknown;
  refreshPolicy?: unknown;
}): number | undefined {
  const { refreshInterval, refreshAfter = refreshInterval } = detail;
  if (NOT_OF_THEIR_OWN_ACCORD.includes(String(detail.refreshPolicy))) {
    return 0;
  }
  if (refreshAfter === '0') {
    return 0;
  }
  return typeof refreshAfter === 'string' && WHOLE.test(refreshAfter)
    ? [...refreshAfter.matchAll(PART)].reduce(
        (sum, [, number, unit]) => sum + Number(number) * UNITS[unit],
        0,
      )
    : undefined;
}
