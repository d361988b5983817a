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
/** What gets its value may change without the secret being observed anew. */
const AGAIN_MS = DAY_MS / 24;

/** A secret that is about to be deleted, though it was read shortly before, or Secrets get their value from it. Meanwhile nobody can read it. */
export const awsSecretDeleting: ResourceRule = {
  id: 'aws-secret-deleting',
  title: 'Deleted in AWS while in use',
  sentence: ({ name, evidence: { deletionRequestedAt, lastAccessedAt } }) =>
    `The deletion of ${name} was requested on ${dayOf(deletionRequestedAt)}, ${
      lastAccessedAt === undefined
        ? 'and Secrets are still to get its value'
        : `and it was still read on ${dayOf(lastAccessedAt)}`
    }`,
  remedy:
    'Restore it if something still needs it: aws secretsmanager restore-secret --secret-id NAME. After the recovery window its value is lost.',
  docsUrl: pageOf('aws-secret-deleting'),
  about: ABOUT_SECRETS,
  judge(resource, settings) {
    const { deletionRequestedAt, lastAccessedAt } = resource.attributes;
    const requested = timeOf(deletionRequestedAt);
    const accessed = timeOf(lastAccessedAt);
    const wasRead =
      requested !== undefined &&
      accessed !== undefined &&
      requested - accessed <= RECENT_MS;
    const isInUse =
      wasRead || (requested !== undefined && resource.secret?.feedsOthers);
    return {
      verdicts: isInUse
        ? [
            {
              item: '',
              severity: isProduction(resource, settings) ? 'high' : 'medium',
              evidence: {
                deletionRequestedAt: String(deletionRequestedAt),
                ...(wasRead ? { lastAccessedAt: String(lastAccessedAt) } : {}),
              },
            },
          ]
        : [],
      ...(requested === undefined
        ? {}
        : {
            reviewAt: new Date(
              Date.parse(settings.now) + AGAIN_MS,
            ).toISOString(),
          }),
    };
  },
};
