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

import { ConflictError } from '@backstage/errors';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import { requireFinding, unknownFinding } from '../../app/requireFinding';
import { mayDecide, seesEntityAndOthers, seesOwn } from '../../app/authorize';
import { createFilterReaders } from '../createFilterReaders';
import { readFindingOrder, readStateChange } from '../readFindingQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';
import { totalled } from '../totalled';

const PAGE = 50;

/** Findings, and what was decided about them. */
export function addFindingRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { findings } = options;
  const { findingFiltersOf } = createFilterReaders(options);
  routes.json('get /findings', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'finding-list',
      meta: { queryType: 'list', entityRef },
    }),
    authorize: seesEntityAndOthers,
    async run({ query }, granted) {
      const page = await findings.listFindings({
        ...granted,
        filters: await findingFiltersOf(query),
        orderBy: readFindingOrder(query.orderBy),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        withTotal: true,
      });
      return totalled(page);
    },
  });

  routes.json('get /findings/summary', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'finding-list',
      meta: { queryType: 'summary', entityRef },
    }),
    authorize: seesEntityAndOthers,
    async run({ query }, granted) {
      const summary = await findings.summarizeFindings({
        ...granted,
        filters: await findingFiltersOf(query),
      });
      const counts = (items: { value: string; count: number }[]) =>
        items.map(item => ({ ...item, attention: 0 }));
      return {
        ...summary,
        bySeverity: counts(summary.bySeverity),
        byRule: counts(summary.byRule),
        byOwner: counts(summary.byOwner),
        bySource: counts(summary.bySource),
      };
    },
  });

  routes.json('get /findings/by-id/{id}', {
    event: ({ params: { id } }) => ({
      eventId: 'finding-fetch',
      meta: { queryType: 'by-id', id },
    }),
    authorize: seesOwn,
    run: async ({ params: { id } }, { visibility }) =>
      requireFinding(findings, id, visibility),
  });

  routes.json('put /findings/by-id/{id}/state', {
    event: ({ params: { id }, body: { state } }) => ({
      eventId: 'finding-update',
      severityLevel: 'medium',
      meta: { queryType: 'state', id, state },
    }),
    authorize: mayDecide,
    async run({ params: { id }, body }, { by, visibility }) {
      const change = { ...readStateChange(body, new Date()), by };
      const set = await findings.setFindingStates([id], visibility, change);
      if (set.unknown.length > 0) {
        throw unknownFinding();
      }
      if (set.resolved.length > 0) {
        throw resolvedFinding();
      }
      return await requireFinding(findings, id, visibility);
    },
  });

  routes.json('put /findings/state', {
    event: ({ body: { ids, state } }) => ({
      eventId: 'finding-update',
      severityLevel: 'medium',
      meta: { queryType: 'states', ids: [...new Set(ids)], state },
    }),
    authorize: mayDecide,
    async run({ body }, { by, visibility }) {
      const ids = [...new Set(body.ids)];
      const change = { ...readStateChange(body, new Date()), by };
      const set = await findings.setFindingStates(ids, visibility, change);
      const faults = new Map<string, Error>([
        ...set.unknown.map(id => [id, unknownFinding()] as const),
        ...set.resolved.map(id => [id, resolvedFinding()] as const),
      ]);
      return {
        changed: set.changed,
        failed: ids.flatMap(id => {
          const fault = faults.get(id);
          return fault ? [{ id, message: describeError(fault) }] : [];
        }),
      };
    },
    describe: ({ changed, failed }) => ({
      changed,
      failed: failed.map(({ id }) => id),
    }),
  });
}

function resolvedFinding(): ConflictError {
  return new ConflictError('The finding is resolved already');
}
