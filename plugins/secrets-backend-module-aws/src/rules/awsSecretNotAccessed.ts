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

import type { ResourceRule } from '@keyward/findings';
import { ABOUT_SECRETS, DAY_MS, dayOf, pageOf, timeOf } from './common';

const DAYS = 90;

/**
 * A secret that nobody read for 90 days. AWS notes the day of the last access in the
 * region; of one that was never read it notes none, which is not told from one of which
 * that is not known, so nothing is said of it.
 */
export const awsSecretNotAccessed: ResourceRule = {
  id: 'aws-secret-not-accessed',
  title: 'Not read for a long time',
  sentence: ({ name, evidence: { lastAccessedAt } }) =>
    `Nobody has read ${name} since ${dayOf(lastAccessedAt)}`,
  remedy:
    'Find out whether anything still needs it, and delete it otherwise: aws secretsmanager delete-secret --secret-id NAME --recovery-window-in-days 30',
  docsUrl: pageOf('aws-secret-not-accessed'),
  about: ABOUT_SECRETS,
  judge({ attributes: { lastAccessedAt, rotation, state } }, { now }) {
    const accessed = timeOf(lastAccessedAt);
    if (
      accessed === undefined ||
      state !== 'live' ||
      rotation === 'by-service'
    ) {
      return { verdicts: [] };
    }
    const due = accessed + DAYS * DAY_MS;
    return due <= Date.parse(now)
      ? {
          verdicts: [
            {
              item: '',
              severity: 'low',
              evidence: { lastAccessedAt: String(lastAccessedAt) },
            },
          ],
        }
      : { verdicts: [], reviewAt: new Date(due).toISOString() };
  },
};
