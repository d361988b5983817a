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

import type { SecretLocator } from '@keyward/observation';

/** In bytes; longer ones cannot be indexed by the databases. */
const LONGEST = 1000;

/**
 * What can be compared of where something is, for example `vault:prod/db`. The store
 * is not part of it, as each namespace may have another one for the same place.
 */
export function locatorKeyOf(locator: SecretLocator): string | undefined {
  const key = describeLocator(locator);
  return Buffer.byteLength(key) <= LONGEST ? key : undefined;
}

/** Where something is, in words that people know. */
export function describeLocator({
  system,
  store,
  path,
}: SecretLocator): string {
  const place = path ?? store;
  return place ? `${system}:${place}` : system;
}
