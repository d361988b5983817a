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

import type { Rule, SecretFacts, Verdict } from '../facts';

const RULE = 'orphaned';
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * What made the secret is gone and has left it behind, which the garbage
 * collector does not clear: it is not renewed, and nobody's manifest names it.
 * Or the secret elsewhere that its value was delivered from is gone, or the entity
 * that it names as its owner is gone from the catalog.
 */
export const orphaned: Rule = {
  id: RULE,
  judge(secret, { now }) {
    const { deliverer, entity, lostOrigins = [] } = secret;
    if (deliverer.absent === undefined && !entity && lostOrigins.length === 0) {
      return { verdicts: [] };
    }
    return {
      verdicts: [
        ...byDeliverer(secret),
        ...byOrigin(lostOrigins),
        ...byEntity(secret, now),
      ],
      // That a tool's object or an entity goes changes nothing of the secret itself.
      reviewAt: later(now),
    };
  },
};

function byDeliverer({
  deliverer: { absent, kind, name, namespace },
}: SecretFacts): Verdict[] {
  return absent
    ? [
        {
          rule: RULE,
          item: '',
          severity: 'low',
          evidence: {
            deliverer: [kind, name].filter(Boolean).join('/'),
            ...(namespace ? { namespace } : {}),
          },
        },
      ]
    : [];
}

function byOrigin(lost: NonNullable<SecretFacts['lostOrigins']>): Verdict[] {
  return lost.length > 0
    ? [
        {
          rule: RULE,
          item: 'origin',
          severity: 'low',
          evidence: {
            from: lost.map(({ from }) => from),
            since: lost.map(({ since }) => since).sort()[0],
          },
        },
      ]
    : [];
}

/** A catalog that is read anew may be without an entity for a while. */
function byEntity({ entity }: SecretFacts, now: string): Verdict[] {
  const since = entity?.absentSince;
  return entity && since !== undefined && later(since) <= now
    ? [
        {
          rule: RULE,
          item: 'entity',
          severity: 'low',
          evidence: { entity: entity.ref, since },
        },
      ]
    : [];
}

function later(instant: string): string {
  return new Date(Date.parse(instant) + DAY_MS).toISOString();
}
