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

import { isProduction, type ResourceRule } from '@keyward/findings';
import { ABOUT_SECRETS, DAY_MS, dayOf, pageOf, timeOf } from './common';

/** A rotation takes minutes. */
const PATIENCE_MS = DAY_MS;

/**
 * A rotation of Secrets Manager that did not come to its end. AWS has no state for that:
 * a version stays pending, or the day of the next rotation passes.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html
 */
export const awsRotationFailed: ResourceRule = {
  id: 'aws-rotation-failed',
  title: 'AWS rotation failed',
  sentence: ({ name, evidence: { pendingSince, nextRotationAt } }) =>
    pendingSince
      ? `A new version of ${name} is pending since ${dayOf(pendingSince)}`
      : `${name} should have been rotated on ${dayOf(nextRotationAt)}`,
  remedy:
    'Look into the log of the rotation function, and rotate the secret again: aws secretsmanager rotate-secret --secret-id NAME',
  docsUrl: pageOf('aws-rotation-failed'),
  about: ABOUT_SECRETS,
  judge(resource, settings) {
    const { nextRotationAt, pendingSince, rotation, state } =
      resource.attributes;
    const now = Date.parse(settings.now);
    if (rotation !== 'on' || state === 'deleting') {
      return { verdicts: [] };
    }
    const due = Object.entries({ pendingSince, nextRotationAt })
      .flatMap(([field, instant]) => {
        const time = timeOf(instant);
        return time === undefined ? [] : [{ field, instant, time }];
      })
      .map(each => ({ ...each, at: each.time + PATIENCE_MS }));
    const [late] = due.filter(({ at }) => at <= now);
    if (late) {
      return {
        verdicts: [
          {
            item: '',
            severity: isProduction(resource, settings) ? 'high' : 'medium',
            evidence: { [late.field]: String(late.instant) },
          },
        ],
      };
    }
    const next = Math.min(...due.map(({ at }) => at));
    return {
      verdicts: [],
      ...(Number.isFinite(next)
        ? { reviewAt: new Date(next).toISOString() }
        : {}),
    };
  },
};
