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

import type { Rule, SecretFacts } from '../facts';
import { isProduction } from './isProduction';

const RULE = 'remote-newer';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What syncs nothing of its own accord is not waited for; clocks differ. */
const SHORTEST_MS = HOUR_MS;
/** Of what does not say how often it syncs: nothing in use syncs more seldom. */
const LONGEST_MS = 7 * 24 * HOUR_MS;
/** A sync may fail once. */
const INTERVALS = 2;
/** How soon to look whether it was synced. */
const AGAIN_MS = 10 * MINUTE_MS;

type Origin = NonNullable<SecretFacts['newerOrigins']>[number];

/** The value was changed where it comes from, and what delivers it has not synced since. */
export const remoteNewer: Rule = {
  id: RULE,
  words: {
    title: 'Older than its source',
    sentence: ({ name, evidence }) =>
      `${name} was last synced on ${dayOf(evidence.syncedAt)}, and ${
        evidence.from
      } has had a new value since ${dayOf(evidence.setAt)}`,
    remedy:
      'Have the deliverer sync it again. If it never syncs of its own accord, give it an interval. Then restart what uses the old value.',
  },
  page: {
    says: 'the value at the source is newer than what was delivered',
    severity: 'medium; production high',
    text: `The value was changed in the system that it comes from, for example rotated, and the Secret was not synced since. The workloads use
the old value, which may no longer be accepted.

## When

The source says exactly when its value was set, and the object that delivers the Secret says when it last synced. The finding appears
once the deliverer had the time for two syncs, at least an hour. If it syncs only once, or only when it is changed itself, an hour after
the change; if it does not say how often it syncs, after seven days.

## When not

- The deliverer names a version: then it delivers that version on purpose.
- The delivery fails: [\`delivery-failed\`](delivery-failed.md) says so.
- The source does not tell when its value was set, or it is not known which secret of it is delivered.`,
  },
  judge(secret, settings) {
    const { deliverer, exists, newerOrigins = [] } = secret;
    if (!exists || deliverer.ready === 'false' || newerOrigins.length === 0) {
      return { verdicts: [] };
    }
    const now = Date.parse(settings.now);
    const due = newerOrigins.map(origin => ({ origin, at: dueOf(origin) }));
    const late = due.filter(({ at }) => at <= now);
    if (late.length === 0) {
      return {
        verdicts: [],
        reviewAt: new Date(Math.min(...due.map(({ at }) => at))).toISOString(),
      };
    }
    const origins = late.map(({ origin }) => origin);
    return {
      verdicts: [
        {
          rule: RULE,
          item: '',
          severity: isProduction(secret, settings) ? 'high' : 'medium',
          evidence: {
            from: [...new Set(origins.map(({ from }) => from))].join(', '),
            setAt: origins.map(({ setAt }) => setAt).sort()[0],
            syncedAt: origins.map(({ syncedAt }) => syncedAt).sort()[0],
          },
        },
      ],
      reviewAt: new Date(now + AGAIN_MS).toISOString(),
    };
  },
};

/** When it should have been synced at the latest. */
function dueOf({ setAt, everyMs }: Origin): number {
  const patience =
    everyMs === undefined
      ? LONGEST_MS
      : Math.max(SHORTEST_MS, INTERVALS * everyMs);
  return Date.parse(setAt) + patience;
}

function dayOf(instant: unknown): string {
  return String(instant).slice(0, 10);
}
