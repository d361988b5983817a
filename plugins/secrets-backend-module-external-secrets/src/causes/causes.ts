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

/**
 * Why the operator could not read, or write, a secret: the only words that are kept of
 * what it says.
 *
 * - `missing`: the provider has no such key or property
 * - `denied`: the provider knows who asks and does not let it read
 * - `not-logged-in`: the provider does not accept the credentials
 * - `throttled`: the provider asks for fewer requests
 * - `timeout`, `unreachable`: it did not answer in time, or not at all
 * - `malformed`: it answered, or the value is, something that cannot be read
 * - `store-not-found`, `store-not-ready`, `store-not-allowed`: of the store that is named
 * - `credentials-missing`: the Secret or ServiceAccount that the store logs in with
 * - `template`: the template of the target
 * - `target-owned`, `target-immutable`: the Secret that is to be written
 * - `not-known`: nothing says it, or says it in words that are not known
 */
export const CAUSES = [
  'missing',
  'denied',
  'not-logged-in',
  'throttled',
  'timeout',
  'unreachable',
  'malformed',
  'store-not-found',
  'store-not-ready',
  'store-not-allowed',
  'credentials-missing',
  'template',
  'target-owned',
  'target-immutable',
  'not-known',
] as const;

export type Cause = (typeof CAUSES)[number];

const OF_THE_STORE: readonly Cause[] = [
  'denied',
  'not-logged-in',
  'throttled',
  'timeout',
  'unreachable',
  'store-not-ready',
  'credentials-missing',
];

const ANSWERED: readonly Cause[] = [
  'missing',
  'template',
  'target-owned',
  'target-immutable',
];

/** Whether it fails although the store was read, or because the provider answered that it has no such key. */
export function isAnswered(cause: Cause): boolean {
  return ANSWERED.includes(cause);
}

/** Whether all that read from a store fail for it alike; of a cause that is not known nobody can tell. */
export function isOfTheStore(cause: Cause): boolean {
  return OF_THE_STORE.includes(cause);
}
