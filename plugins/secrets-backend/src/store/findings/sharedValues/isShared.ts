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
import type { HolderRow } from '../../inventory/sharedValues/valueHolders';

/** Stands for several places: no id of a source is empty. */
export const SEVERAL = '*';

const REPEATED: ReadonlySet<string> = new Set(repeatedClasses);

/** What there is, or was, among the keys that hold a value. */
export interface ValueGroup {
  fingerprint: string;
  fingerprint_key_id: string;
  /** Where they are; of several places {@link SEVERAL}. */
  any_place: string;
  /** The same of those that no tool put there; null if there are none. */
  hand_place: string | null;
  /** Whether one is in production. */
  inside: boolean;
  /** Whether one is known to be elsewhere. */
  outside: boolean;
}

/** What {@link isShared} asks of a key. */
export type SharedRow = Pick<
  HolderRow,
  'class' | 'copied' | 'place' | 'production'
>;

/** Whether a rule speaks of a key of a group, to whoever sees all of it. */
export function isShared(
  { between }: SharedValueRule,
  row: SharedRow,
  group: ValueGroup,
): boolean {
  if (REPEATED.has(row.class)) {
    return false;
  }
  if (between === 'environments') {
    return (
      row.production !== null && (row.production ? group.outside : group.inside)
    );
  }
  const place = row.copied ? group.hand_place : group.any_place;
  return place !== null && place !== row.place;
}

/** {@link isShared} of holders `k`, groups `g` and the ids of rules `r.rule`. */
export const IS_SHARED = `case r.rule ${sharedValueRules
  .map(rule => `when '${rule.id}' then ${isSharedSql(rule)}`)
  .join(' ')} end`;

function isSharedSql({ between }: SharedValueRule): string {
  return between === 'places'
    ? `case when k.copied then g.hand_place else g.any_place end <> k.place`
    : `case when k.production then g.outside
         when not k.production then g.inside end`;
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
