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

import { readMatrix } from '../../access';
import {
  accessCsvHeader,
  accessRowsOf,
  csvHeader,
  findingCsvHeader,
  toAccessCsv,
  toCsv,
  toFindingCsv,
} from '../../app/convert';
import { summariesOf } from '../../app/summariesOf';
import {
  mayExport,
  seesEntity,
  seesEntityAndOthers,
} from '../../app/authorize';
import { createFilterReaders } from '../createFilterReaders';
import { readOrder } from '../readQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 500;
/** To tell who reaches a secret takes longer than to read it. */
const ACCESS_PAGE = 200;

const exportsEntity = mayExport(seesEntityAndOthers);
const exportsAccess = mayExport(seesEntity);

/** The lists as files, a page at a time. */
export function addExportRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { accessAnswers, findings, store } = options;
  const { findingFiltersOf, secretFiltersOf } = createFilterReaders(options);
  const eventOf =
    (eventId: string) =>
    ({ query: { entityRef } }: { query: { entityRef?: string } }) => ({
      eventId,
      severityLevel: 'medium' as const,
      meta: { entityRef },
    });

  routes.csv('get /secrets/export', {
    event: eventOf('secret-export'),
    authorize: exportsEntity,
    async run({ query: { orderBy, ...filters } }, granted) {
      const query = {
        ...granted,
        filters: await secretFiltersOf(filters),
        orderBy: readOrder(orderBy),
        limit: PAGE,
      };
      return {
        name: 'secrets',
        header: csvHeader(),
        line: toCsv,
        async list(cursor) {
          const page = await store.listSecrets({ ...query, cursor });
          const items = await summariesOf(findings, page.items, query);
          return { ...page, items };
        },
      };
    },
  });

  routes.csv('get /findings/export', {
    event: eventOf('finding-export'),
    authorize: exportsEntity,
    async run({ query: filters }, granted) {
      const query = {
        ...granted,
        filters: await findingFiltersOf(filters),
        limit: PAGE,
      };
      return {
        name: 'findings',
        header: findingCsvHeader(),
        line: toFindingCsv,
        list: async cursor => findings.listFindings({ ...query, cursor }),
      };
    },
  });

  routes.csv('get /access/export', {
    event: eventOf('access-export'),
    authorize: exportsAccess,
    async run({ query: filters }, granted) {
      const query = {
        ...granted,
        filters: await secretFiltersOf(filters),
        limit: ACCESS_PAGE,
      };
      return {
        name: 'access',
        header: accessCsvHeader(),
        line: toAccessCsv,
        async list(cursor) {
          const matrix = await readMatrix(accessAnswers, { ...query, cursor });
          return { items: accessRowsOf(matrix), nextCursor: matrix.nextCursor };
        },
      };
    },
  });
}
