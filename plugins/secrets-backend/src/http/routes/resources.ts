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

import { maySyncOwn, seesEntityAndOthers } from '../../app/authorize';
import { worstOf } from '../../app/summariesOf';
import type { AttributeValue } from '../../store/inventory';
import { createFilterReaders } from '../createFilterReaders';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 50;

/** What modules observe that is no secret: lists by kind, numbers, and requesting a sync. */
export function addResourceRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { findings, store, syncs } = options;
  const { secretFiltersOf } = createFilterReaders(options);
  routes.json('get /resources', {
    event: ({ query: { entityRef, kind } }) => ({
      eventId: 'resource-list',
      meta: { queryType: 'list', entityRef, kinds: kind },
    }),
    authorize: seesEntityAndOthers,
    async run({ query }, { visibility, others }) {
      const page = await store.listResources({
        visibility,
        kinds: query.kind,
        attributes: readAttributes(query.attribute),
        filters: await secretFiltersOf(query),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      });
      const worst = await findings.findWorst(
        page.items.map(({ id }) => id),
        visibility,
        others,
      );
      return {
        ...page,
        items: page.items.map(item => ({
          ...syncs.withSync(item),
          ...worstOf(worst.get(item.id)),
        })),
      };
    },
  });

  routes.json('get /resources/summary', {
    event: ({ query: { entityRef, kind } }) => ({
      eventId: 'resource-list',
      meta: { queryType: 'summary', entityRef, kinds: kind },
    }),
    authorize: seesEntityAndOthers,
    run: async ({ query }, { visibility }) =>
      store.summarizeResources({
        visibility,
        kinds: query.kind,
        attributes: readAttributes(query.attribute),
        filters: await secretFiltersOf(query),
        by: query.by ?? [],
        sum: query.sum,
      }),
  });

  routes.json('post /resources/by-id/{id}/sync', {
    event: ({ params: { id } }) => ({
      eventId: 'resource-sync',
      severityLevel: 'medium',
      meta: { id },
    }),
    authorize: maySyncOwn,
    async run({ params: { id } }, { visibility }) {
      const requested = await syncs.request(id, visibility);
      return { requestedAt: requested.requestedAt };
    },
    describe: ({ requestedAt }) => ({ requestedAt }),
  });
}

/** The API lets none through without a colon. */
function readAttributes(texts: string[] = []): AttributeValue[] {
  return texts.map(text => {
    const end = text.indexOf(':');
    return { name: text.slice(0, end), value: text.slice(end + 1) };
  });
}
