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

import type { SecretClass } from '@keyward/observation';
import type { SharedValueRule, ValueHolder } from '../facts';

/**
 * Names, addresses and certificates are the same in many places, as they should
 * be: nothing is said of a key of these classes.
 *
 * @public
 */
export const repeatedClasses: readonly SecretClass[] = [
  'identifier',
  'public',
  'other',
  'tls',
];

/**
 * Whether a rule says of a key that another one with the same value is where it
 * should not be.
 *
 * @public
 */
export function isSharedBetween(
  { between }: Pick<SharedValueRule, 'between'>,
  one: ValueHolder,
  other: ValueHolder,
): boolean {
  return between === 'places'
    ? (one.sourceId !== other.sourceId || one.namespace !== other.namespace) &&
        !(one.copied && other.copied)
    : one.production !== undefined &&
        other.production !== undefined &&
        one.production !== other.production;
}
