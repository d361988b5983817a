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

import { once } from 'events';
import { inventoryExportPermission } from '@keyward/backstage-plugin-secrets-common';
import { audited } from '../audited';
import { csvHeader, toCsv, toSecretSummary } from '../convert';
import { readFilters, readOrder } from '../readQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

const PAGE = 200;
const MOST_ROWS = 100_000;

/** The list as a file, a page at a time. */
export function addExportRoute(router: SecretsRouter, options: RouterOptions) {
  const { auditor, httpAuth, scopes, store } = options;

  router.get('/secrets/export', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, orderBy } = req.query;
    const event = {
      eventId: 'secret-export',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { entityRef },
    };
    await audited(auditor, event, async () => {
      await scopes.require(credentials, inventoryExportPermission);
      const query = {
        visibility: await scopes.secrets(credentials, entityRef),
        filters: readFilters(req.query),
        orderBy: readOrder(orderBy),
        limit: PAGE,
      };
      // The first page comes before the header: an error can still be told.
      let page = await store.listSecrets(query);
      const response = res as any;
      response
        .status(200)
        .type('text/csv')
        .attachment(`secrets-${new Date().toISOString().slice(0, 10)}.csv`);
      response.write(csvHeader());
      for (let rows = 0; rows < MOST_ROWS && !response.destroyed; ) {
        const lines = page.items.map(item => toCsv(toSecretSummary(item)));
        rows += lines.length;
        if (!response.write(lines.join(''))) {
          await Promise.race([
            once(response, 'drain'),
            once(response, 'close'),
          ]);
        }
        if (!page.nextCursor) {
          break;
        }
        page = await store.listSecrets({ ...query, cursor: page.nextCursor });
      }
      response.end();
    });
  });
}
