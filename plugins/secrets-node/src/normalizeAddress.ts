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

const LONGEST = 2000;

/**
 * The https address of an API server in one spelling, so that two can be
 * compared.
 *
 * @returns undefined for whatever is none, or brings more along, as a user or a query
 * @public
 */
export function normalizeAddress(text: string): string | undefined {
  if (text.length > LONGEST || !URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const isPlain = !url.username && !url.password && !url.search && !url.hash;
  return url.protocol === 'https:' && isPlain
    ? url.origin + url.pathname.replace(/\/+$/, '')
    : undefined;
}
