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

import { sharedValueRules, type SharedValueRule } from '@keyward/findings';
import { type HolderRow, IS_COPIED, PLACE } from './valueHolders';

/** Stands for several places: no id of a source is empty. */
export const SEVERAL = '*';

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

/** A key, as far as it tells which others a rule speaks of. */
export type OwnKey = Pick<HolderRow, 'copied' | 'place' | 'production'>;

/** Which other keys with its value a rule speaks of, in each form in which that is asked. */
interface OtherKeys {
  /** Of keys as `k` of secrets as `s` with environments as `e`, the others of one key; undefined if none can be. */
  of(own: OwnKey): { sql: string; bindings: string[] } | undefined;
  /** Since when there are others of grouped holders `k`; null if there are none. */
  since: string;
  /** Whether there are, or were, others of holders `k` in their groups `g`. */
  inGroup: string;
  /** The same of one key that was read. */
  areIn(group: ValueGroup, own: OwnKey): boolean;
}

const firstElsewhere = (whose: 'any' | 'hand') =>
  `case when k.${whose}_place = k.place
    then k.${whose}_second else k.${whose}_first end`;

/** As `isSharedBetween` has it of two keys, so that nobody has to look at all pairs. */
export const otherKeys: Record<SharedValueRule['between'], OtherKeys> = {
  places: {
    of: ({ copied, place }) => ({
      sql: `${PLACE} <> ?${copied ? ` and not ${IS_COPIED}` : ''}`,
      bindings: [place],
    }),
    since: `case when k.copied then ${firstElsewhere('hand')}
      else ${firstElsewhere('any')} end`,
    inGroup: `case when k.copied then g.hand_place else g.any_place end <> k.place`,
    areIn(group, own) {
      const place = own.copied ? group.hand_place : group.any_place;
      return place !== null && place !== own.place;
    },
  },
  environments: {
    of: ({ production }) =>
      production === null
        ? undefined
        : {
            sql: production ? 'not e.production' : 'e.production',
            bindings: [],
          },
    since: `case when k.production then k.outside_since
      when not k.production then k.production_since end`,
    inGroup: `case when k.production then g.outside
      when not k.production then g.inside end`,
    areIn: (group, { production }) =>
      production !== null && (production ? group.outside : group.inside),
  },
};

/** Since when there are others that the rule of a finding `f` speaks of, of what `joinSharedFindings` joins. */
export const OTHERS_SINCE = byRule('f.rule', 'since');

/** Whether there are others that the rule `r.rule` speaks of, of holders `k` in their groups `g`. */
export const OTHERS_IN_GROUP = byRule('r.rule', 'inGroup');

function byRule(rule: string, form: 'since' | 'inGroup'): string {
  const cases = sharedValueRules.map(
    ({ id, between }) => `when '${id}' then ${otherKeys[between][form]}`,
  );
  return `case ${rule} ${cases.join(' ')} end`;
}
