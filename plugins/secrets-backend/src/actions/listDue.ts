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

import { seesEntity } from '../app/authorize';
import { defineAction } from './defineAction';
import { pageEnd, pageOfEntity } from './schemas';

const MOST_CERTIFICATES = 20;

/** Keys of an entity's secrets that have to be rotated, what is due first, and the certificates that end first. */
export const listDue = defineAction({
  name: 'list-due',
  title: 'List what is due for rotation',
  description:
    'Keys of the secrets of a catalog entity that have a rotation policy, what is due first, and how each stands: inPeriod, dueSoon, overdue or unknown; on the first page also the certificates that end first. Never a value.',
  input: z => z.object(pageOfEntity(z)),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          secret: z.string(),
          key: z.string(),
          everyDays: z.number(),
          state: z.string(),
          dueAt: z.string().optional(),
        }),
      ),
      certificates: z.array(
        z.object({
          secret: z.string(),
          key: z.string(),
          subject: z.string(),
          endsAt: z.string(),
          renewsAt: z.string().optional(),
        }),
      ),
      ...pageEnd(z),
    }),
  event: ({ entityRef }) => ({
    eventId: 'rotation-list',
    meta: { queryType: 'action', entityRef },
  }),
  authorize: seesEntity,
  async run({ rotation }, { input: { cursor, limit } }, { visibility }) {
    // The same on each page, so only the first has them.
    const { items: certificates } =
      cursor === undefined
        ? await rotation.listCertificates({
            visibility,
            limit: MOST_CERTIFICATES,
          })
        : { items: [] };
    const page = await rotation.listRotationKeys({
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
  },
});
