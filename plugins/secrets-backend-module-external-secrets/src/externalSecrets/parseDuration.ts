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
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|m|s|us|µs|ns)/g;
const WHOLE = /^([-+]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:h|ms|m|s|us|µs|ns))+|0)$/;

/**
 * A duration as Go writes it, for example `1h0m0s`, in milliseconds; undefined if it is none.
 * Source: https://pkg.go.dev/time#ParseDuration
 */
export function parseDuration(text: unknown): number | undefined {
  const whole = typeof text === 'string' ? WHOLE.exec(text) : null;
  if (!whole) {
    return undefined;
  }
  let sum = 0;
  for (const [, number, unit] of whole[2].matchAll(PART)) {
    sum += Number(number) * UNITS[unit];
  }
  return whole[1] === '-' ? -sum : sum;
}
