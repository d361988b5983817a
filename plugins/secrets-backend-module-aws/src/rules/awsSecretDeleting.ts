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

/** AWS rounds the last access to days. */
const RECENT_MS = 30 * DAY_MS;

/** A secret that is about to be deleted, though it was read shortly before. Meanwhile nobody can read it. */
export const awsSecretDeleting: ResourceRule = {
  id: 'aws-secret-deleting',
  title: 'Deleted in AWS while in use',
  sentence: ({ name, evidence: { deletionRequestedAt, lastAccessedAt } }) =>
    `The deletion of ${name} was requested on ${dayOf(
      deletionRequestedAt,
    )}, and it was still read on ${dayOf(lastAccessedAt)}`,
  remedy:
    'Restore it if something still needs it: aws secretsmanager restore-secret --secret-id NAME. After the recovery window its value is lost.',
  docsUrl: pageOf('aws-secret-deleting'),
  about: ABOUT_SECRETS,
  judge(resource, settings) {
    const { deletionRequestedAt, lastAccessedAt } = resource.attributes;
    const requested = timeOf(deletionRequestedAt);
    const accessed = timeOf(lastAccessedAt);
    const isInUse =
      requested !== undefined &&
      accessed !== undefined &&
      requested - accessed <= RECENT_MS;
    return {
      verdicts: isInUse
        ? [
            {
              item: '',
              severity: isProduction(resource, settings) ? 'high' : 'medium',
              evidence: {
                deletionRequestedAt: String(deletionRequestedAt),
                lastAccessedAt: String(lastAccessedAt),
              },
            },
          ]
        : [],
    };
  },
};
