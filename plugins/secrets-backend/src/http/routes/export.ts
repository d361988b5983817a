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

import { inventoryExportPermission } from '@keyward/backstage-plugin-secrets-common';
import { readMatrix } from '../../access';
import { audited } from '../../app/audited';
import {
  accessCsvHeader,
  accessRowsOf,
  csvHeader,
  findingCsvHeader,
  toAccessCsv,
  toCsv,
  toFindingCsv,
} from '../../app/convert';
import { createFilterReaders } from '../createFilterReaders';
import { readOrder } from '../readQuery';
import { streamCsv, type Streamed } from '../streamCsv';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';
import { scopesOf } from '../../app/scopesOf';
import { summariesOf } from '../../app/summariesOf';

const PAGE = 500;
/** To tell who reaches a secret takes longer than to read it. */
const ACCESS_PAGE = 200;

/** How much left the house, for the auditor. */
const describe = ({ rows, complete }: Streamed) => ({ rows, complete });

/** The lists as files, a page at a time. */
export function addExportRoutes(router: SecretsRouter, options: RouterOptions) {
  const { accessAnswers, auditor, findings, httpAuth, scopes, store } = options;
  const { findingFiltersOf, secretFiltersOf } = createFilterReaders(options);

  router.get('/secrets/export', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, orderBy } = req.query;
    const event = {
      eventId: 'secret-export',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { entityRef },
    };
    const run = async () => {
      await scopes.require(credentials, inventoryExportPermission);
      const query = {
        ...(await scopesOf(scopes, credentials, entityRef)),
        filters: await secretFiltersOf(req.query),
        orderBy: readOrder(orderBy),
        limit: PAGE,
      };
      return await streamCsv(res as any, {
        name: 'secrets',
        header: csvHeader(),
        list: async cursor => {
          const page = await store.listSecrets({ ...query, cursor });
          const items = await summariesOf(findings, page.items, query.others);
          return { ...page, items };
        },
        line: toCsv,
      });
    };
    await audited(auditor, event, run, describe);
  });

  router.get('/findings/export', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'finding-export',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { entityRef },
    };
    const run = async () => {
      await scopes.require(credentials, inventoryExportPermission);
      const query = {
        ...(await scopesOf(scopes, credentials, entityRef)),
        filters: await findingFiltersOf(req.query),
        limit: PAGE,
      };
      return await streamCsv(res as any, {
        name: 'findings',
        header: findingCsvHeader(),
        line: toFindingCsv,
        list: async cursor => await findings.listFindings({ ...query, cursor }),
      });
    };
    await audited(auditor, event, run, describe);
  });

  router.get('/access/export', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'access-export',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { entityRef },
    };
    const run = async () => {
      await scopes.require(credentials, inventoryExportPermission);
      const query = {
        visibility: await scopes.secrets(credentials, entityRef),
        filters: await secretFiltersOf(req.query),
        limit: ACCESS_PAGE,
      };
      return await streamCsv(res as any, {
        name: 'access',
        header: accessCsvHeader(),
        line: toAccessCsv,
        list: async cursor => {
          const matrix = await readMatrix(accessAnswers, { ...query, cursor });
          return { items: accessRowsOf(matrix), nextCursor: matrix.nextCursor };
        },
      });
    };
    await audited(auditor, event, run, describe);
  });
}
