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
import {
  sourceReadPermission,
  sourceSyncPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { audited } from '../../app/audited';
import { toSource } from '../../app/convert';
import { installationWarnings } from '../../app/installationWarnings';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

/** The sources and their state, and asking one for a full sync. */
export function addSourceRoutes(router: SecretsRouter, options: RouterOptions) {
  const { access, auditor, httpAuth, scopes, store } = options;

  router.get('/sources', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const event = { eventId: 'source-list', request: req as any };
    const items = await audited(auditor, event, async () => {
      await scopes.require(credentials, sourceReadPermission, { beyond: true });
      const seesAll = await scopes.seesAll(credentials);
      const now = new Date();
      const sources = await store.listSources();
      return sources.map(source => toSource(source, { now, seesAll }));
    });
    res.json({
      items,
      warnings: installationWarnings(
        access,
        await scopes.isPolicyOpen(credentials),
      ),
    });
  });

  router.post('/sources/:id/sync', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId: 'source-sync',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { sourceId: id },
    };
    await audited(auditor, event, async () => {
      await scopes.require(credentials, sourceSyncPermission, { beyond: true });
      if (!(await store.requestSync(id))) {
        throw new NotFoundError(`No source ${id}`);
      }
    });
    (res as any).status(202).end();
  });
}
