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

import { rotationOf } from '../rotation';
import type { Judgement, KeyFacts, Rule, Verdict } from '../facts';
import { isProduction } from './isProduction';

/** A value is due for rotation soon, or was not rotated in time. One matter, which gets worse. */
export const rotationDue: Rule = {
  id: 'rotation-due',
  judge(secret, settings) {
    const verdicts: Verdict[] = [];
    const undecided: NonNullable<Judgement['undecided']> = [];
    let reviewAt: string | undefined;
    for (const key of secret.keys) {
      const rotation = rotationOf(key, secret, settings);
      if (!rotation) {
        continue;
      }
      if (
        rotation.reviewAt &&
        (reviewAt === undefined || rotation.reviewAt < reviewAt)
      ) {
        reviewAt = rotation.reviewAt;
      }
      if (rotation.state === 'unknown') {
        // What was due soon by these bounds is not done because one is past.
        undecided.push({
          rule: 'rotation-due',
          item: key.name,
          evidence: boundsOf(key),
        });
      }
      if (rotation.state !== 'overdue' && rotation.state !== 'dueSoon') {
        continue;
      }
      const overdue = rotation.state === 'overdue';
      verdicts.push({
        rule: 'rotation-due',
        item: key.name,
        severity: overdue && isProduction(secret, settings) ? 'high' : 'medium',
        evidence: {
          overdue,
          // What is as bad as before is told all the same once it is too late.
          stage: rotation.state,
          class: key.class,
          policy: rotation.policy,
          days: rotation.days,
          basis: key.age.basis,
          ...boundsOf(key),
        },
        ...(rotation.dueAt ? { dueAt: rotation.dueAt } : {}),
      });
    }
    return {
      verdicts,
      ...(undecided.length > 0 ? { undecided } : {}),
      ...(reviewAt === undefined ? {} : { reviewAt }),
    };
  },
};

function boundsOf({ age }: KeyFacts): Record<string, string> {
  return {
    ...(age.earliest ? { setNotBefore: age.earliest } : {}),
    ...(age.latest ? { setNotAfter: age.latest } : {}),
  };
}
