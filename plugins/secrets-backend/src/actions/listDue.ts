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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { audited } from '../app/audited';
import { requireUser, type ActionsOptions } from './ActionsOptions';

const MOST_CERTIFICATES = 20;

/** Keys of an entity's secrets that have to be rotated, what is due first, and the certificates that end first. */
export async function listDue(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: { entityRef: string; cursor?: string; limit?: number },
) {
  const { auditor, findings, scopes } = options;
  const { entityRef, cursor, limit } = input;
  const event = {
    eventId: 'rotation-list',
    meta: { queryType: 'action', entityRef },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const visibility = await scopes.secrets(credentials, entityRef);
    // The same on each page, so only the first has them.
    const { items: certificates } =
      cursor === undefined
        ? await findings.listCertificates({
            visibility,
            limit: MOST_CERTIFICATES,
          })
        : { items: [] };
    const page = await findings.listRotationKeys({
      visibility,
      cursor,
      limit,
      withTotal: true,
    });
    return {
      items: page.items.map(({ secret, key, policyDays, state, dueAt }) => ({
        secret: secret.ref,
        key,
        everyDays: policyDays,
        state,
        ...(dueAt ? { dueAt } : {}),
      })),
      certificates: certificates.map(
        ({ secret, key, certificate, renewal }) => ({
          secret: secret.ref,
          key,
          subject: certificate.subject,
          endsAt: certificate.notAfter,
          ...(renewal?.renewalTime ? { renewsAt: renewal.renewalTime } : {}),
        }),
      ),
      totalItems: page.totalItems ?? page.items.length,
      ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}),
    };
  });
}
