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
import { mayBeyondOwn, seesTrail } from '../../app/authorize';
import { callerOf } from '../../app/callerOf';
import { readAuditFilters, readTime, toTexts } from '../readAuditQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 50;
/** For how long a token is accepted after its rotation, unless told otherwise. */
const OVERLAP_HOURS = 24;

/** Who read what, as audit logs say it, and who may send these. */
export function addAuditRoutes(
  routes: AuthorizedRoutes,
  { audit: { store, tokens } }: RouterOptions,
) {
  routes.json('get /audit/events', {
    event: ({ query: { entityRef, secretId } }) => ({
      eventId: 'trail-list',
      severityLevel: 'medium',
      meta: { queryType: 'events', entityRef, secretId },
    }),
    authorize: seesTrail,
    async run({ query }, { visibility }) {
      const { items, nextCursor } = await store.list(
        { visibility, ...readAuditFilters(query) },
        { cursor: query.cursor, limit: query.limit ?? PAGE },
      );
      return { items, nextCursor };
    },
    describe: ({ items }) => ({ events: items.length }),
  });

  routes.json('get /audit/summary', {
    event: ({ query: { entityRef, secretId } }) => ({
      eventId: 'trail-list',
      severityLevel: 'medium',
      meta: { queryType: 'summary', entityRef, secretId },
    }),
    authorize: seesTrail,
    async run({ query }, { visibility }) {
      const time = readTime(query);
      const summary = await store.summarize(
        { visibility, ...readAuditFilters(query), ...time },
        query.limit ?? PAGE,
      );
      return { ...summary, ...toTexts(time) };
    },
    describe: ({ totalItems }) => ({ uses: totalItems }),
  });

  routes.json('get /audit/coverage', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'trail-list',
      meta: { queryType: 'coverage', entityRef },
    }),
    authorize: seesTrail,
    async run({ query }, { visibility }) {
      const time = readTime(query);
      const items = await store.loadCoverage(visibility, time);
      return { items, ...toTexts(time) };
    },
  });

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
