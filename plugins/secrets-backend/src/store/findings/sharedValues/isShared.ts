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

import {
  repeatedClasses,
  sharedValueRules,
  type SharedValueRule,
} from '@keyward/findings';
import {
  otherKeys,
  type OwnKey,
  type ValueGroup,
} from '../../inventory/sharedValues/otherKeys';
import type { HolderRow } from '../../inventory/sharedValues/valueHolders';

const REPEATED: ReadonlySet<string> = new Set(repeatedClasses);

/** What {@link isShared} asks of a key. */
export type SharedRow = OwnKey & Pick<HolderRow, 'class'>;

/** Whether a rule speaks of a key of a group, to whoever sees all of it. */
export function isShared(
  { between }: SharedValueRule,
  row: SharedRow,
  group: ValueGroup,
): boolean {
  return !REPEATED.has(row.class) && otherKeys[between].areIn(group, row);
}

/** Whether all rules speak of a key that ever will. */
export function isDecided(row: SharedRow, group: ValueGroup): boolean {
  return (
    REPEATED.has(row.class) ||
    sharedValueRules.every(
      rule =>
        isShared(rule, row, group) ||
        (rule.between === 'environments' && row.production === null),
    )
  );
}
