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

import { NotFoundError } from '@backstage/errors';
import { auditManagePermission } from '@keyward/backstage-plugin-secrets-common';
import { mayBeyondOwn } from '../../app/authorize';
import { callerOf } from '../../app/callerOf';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

/** For how long a token is accepted after its rotation, unless told otherwise. */
const OVERLAP_HOURS = 24;

/** Audit logs: who may send them. */
export function addAuditRoutes(
  routes: AuthorizedRoutes,
  { audit: { tokens } }: RouterOptions,
) {
  const authorize = mayBeyondOwn(auditManagePermission);

  routes.json('get /audit/tokens', {
    event: () => ({ eventId: 'token-list' }),
    authorize,
    run: async () => ({ items: await tokens.list() }),
  });

  routes.json('post /audit/tokens', {
    event: ({ body: { sourceId } }) => ({
      eventId: 'token-create',
      severityLevel: 'medium',
      meta: { sourceId },
    }),
    authorize,
    async run({ credentials, body: { sourceId, title } }) {
      const created = await tokens.create({
        sourceId,
        title,
        createdBy: callerOf(credentials),
      });
      if (!created) {
        throw new NotFoundError(
          `No cluster and no Vault has the source id ${sourceId}`,
        );
      }
      return created;
    },
    describe: ({ item: { id } }) => ({ id }),
  });

  routes.json('post /audit/tokens/{id}/rotate', {
    event: ({ params: { id } }) => ({
      eventId: 'token-rotate',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize,
    async run({ params: { id }, body }) {
      const rotated = await tokens.rotate(
        id,
        body.overlapHours ?? OVERLAP_HOURS,
      );
      if (!rotated) {
        throw unknownToken();
      }
      return rotated;
    },
    describe: ({ item: { oldUntil = null } }) => ({ oldUntil }),
  });

  routes.empty('delete /audit/tokens/{id}', 204, {
    event: ({ params: { id } }) => ({
      eventId: 'token-delete',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize,
    async run({ params: { id } }) {
      if (!(await tokens.delete(id))) {
        throw unknownToken();
      }
    },
  });
}

function unknownToken(): NotFoundError {
  return new NotFoundError('No token with this id');
}
