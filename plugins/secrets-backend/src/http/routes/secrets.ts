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

import { readSecretDetail } from '../../app/readSecretDetail';
import { summariesOf } from '../../app/summariesOf';
import { unknownSecret } from '../../app/requireSecret';
import { seesEntityAndOthers, seesOwn } from '../../app/authorize';
import { createFilterReaders } from '../createFilterReaders';
import { readOrder } from '../readQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 50;

/** Lists, numbers, one secret and its history. */
export function addSecretRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { findings, store } = options;
  const { secretFiltersOf } = createFilterReaders(options);
  routes.json('get /secrets', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'secret-list',
      meta: { queryType: 'list', entityRef },
    }),
    authorize: seesEntityAndOthers,
    async run({ query }, { visibility, others }) {
      const found = await store.listSecrets({
        visibility,
        others,
        filters: await secretFiltersOf(query),
        orderBy: readOrder(query.orderBy),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        withTotal: true,
        // Of the secrets of an entity there are few, of all too many to group them.
        grouped: query.grouped && query.entityRef !== undefined,
      });
      const all = found.items.flatMap(item => [item, ...(item.copies ?? [])]);
      const summaries = new Map(
        (await summariesOf(findings, all, { visibility, others })).map(each => [
          each.id,
          each,
        ]),
      );
      return {
        items: found.items.map(({ id, attributes, copies, feedCount }) => ({
          ...summaries.get(id)!,
          ...(attributes ? { attributes, feedCount } : {}),
          ...(copies
            ? { copies: copies.map(copy => summaries.get(copy.id)!) }
            : {}),
        })),
        totalItems: found.totalItems ?? found.items.length,
        totalGroups: found.totalGroups,
        nextCursor: found.nextCursor,
      };
    },
  });

  routes.json('get /secrets/summary', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'secret-list',
      meta: { queryType: 'summary', entityRef },
    }),
    authorize: seesEntityAndOthers,
    run: async ({ query }, granted) =>
      store.summarizeSecrets({
        ...granted,
        filters: await secretFiltersOf(query),
      }),
  });

  routes.json('get /secrets/by-id/{id}', {
    event: ({ params: { id } }) => ({
      eventId: 'secret-fetch',
      meta: { queryType: 'by-id', id },
    }),
    authorize: seesOwn,
    run: async ({ params: { id } }, { visibility }) =>
      readSecretDetail(options, id, visibility),
  });

  routes.json('get /secrets/by-id/{id}/history', {
    event: ({ params: { id } }) => ({
      eventId: 'secret-fetch',
      meta: { queryType: 'history', id },
    }),
    authorize: seesOwn,
    async run({ params: { id }, query }, { visibility }) {
      const page = await store.listHistory(id, {
        visibility,
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      });
      if (!page) {
        throw unknownSecret();
      }
      return page;
    },
  });
}
