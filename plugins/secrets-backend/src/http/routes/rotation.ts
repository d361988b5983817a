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

import { rotationImpactOf } from '@keyward/findings';
import { toImpactFacts } from '../../app/convert';
import { requireSecret } from '../../app/requireSecret';
import { seesEntity, seesOwn } from '../../app/authorize';
import { createFilterReaders } from '../createFilterReaders';
import { readRotationStates } from '../readFindingQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';
import { totalled } from '../totalled';

const PAGE = 50;
const DAY_MS = 86_400_000;

/** What has to be renewed and when, and what was. */
export function addRotationRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { compliance, rotation, scopes, store } = options;
  const { findingFiltersOf } = createFilterReaders(options);
  const eventOf =
    (queryType: string) =>
    ({ query: { entityRef } }: { query: { entityRef?: string } }) => ({
      eventId: 'rotation-list',
      meta: { queryType, entityRef },
    });

  routes.json('get /rotation/summary', {
    event: eventOf('summary'),
    authorize: seesEntity,
    async run({ credentials, query }, { visibility }) {
      const { entityRef } = query;
      const filters = await findingFiltersOf(query);
      const numbers = await rotation.summarizeRotation({ visibility, filters });
      const isFiltered = Object.values(filters).some(Boolean);
      // The numbers of a day were taken of whole entities and of the whole portal.
      const seesAll = await scopes.seesAll(credentials);
      const scope = entityRef ? { entityRef } : { all: true as const };
      const trend =
        isFiltered || !seesAll ? [] : await rotation.listRotationTrend(scope);
      return { ...numbers, trend };
    },
  });

  routes.json('get /rotation/keys', {
    event: eventOf('keys'),
    authorize: seesEntity,
    async run({ query }, { visibility }) {
      const page = await rotation.listRotationKeys({
        visibility,
        filters: await findingFiltersOf(query),
        states: readRotationStates(query.rotationState),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        withTotal: true,
      });
      return totalled(page);
    },
  });

  routes.json('get /rotation/calendar', {
    event: eventOf('calendar'),
    authorize: seesEntity,
    run: async ({ query }, { visibility }) =>
      rotation.listCalendar({
        visibility,
        filters: await findingFiltersOf(query),
      }),
  });

  routes.json('get /rotation/history', {
    event: eventOf('history'),
    authorize: seesEntity,
    run: async ({ query }, { visibility }) =>
      rotation.listRotations({
        visibility,
        filters: await findingFiltersOf(query),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      }),
  });

  routes.json('get /certificates', {
    event: eventOf('certificates'),
    authorize: seesEntity,
    async run({ query }, { visibility }) {
      const page = await rotation.listCertificates({
        visibility,
        filters: await findingFiltersOf(query),
        ...(query.expiresWithin !== undefined && {
          endBefore: new Date(
            (compliance.now ?? Date.now)() + query.expiresWithin * DAY_MS,
          ).toISOString(),
        }),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        withTotal: true,
      });
      return totalled(page);
    },
  });

  routes.json('get /secrets/by-id/{id}/rotation-impact', {
    event: ({ params: { id } }) => ({
      eventId: 'secret-fetch',
      meta: { queryType: 'rotation-impact', id },
    }),
    authorize: seesOwn,
    async run({ params: { id } }, { visibility }) {
      const secret = await requireSecret(store, id, visibility);
      const same = await store.findSameValues(id, visibility);
      const sameOrigin = await store.findSameOrigin(id, visibility);
      const facts = toImpactFacts(secret, same, sameOrigin);
      return { steps: rotationImpactOf(facts) };
    },
  });
}
