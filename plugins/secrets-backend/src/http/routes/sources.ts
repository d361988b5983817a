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
import { toSource } from '../../app/convert';
import { installationWarnings } from '../../app/installationWarnings';
import { mayBeyondOwn } from '../../app/authorize';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

/** The sources and their state, and asking one for a full sync. */
export function addSourceRoutes(
  routes: AuthorizedRoutes,
  { access, scopes, store }: RouterOptions,
) {
  routes.json('get /sources', {
    event: () => ({ eventId: 'source-list' }),
    authorize: mayBeyondOwn(sourceReadPermission),
    async run({ credentials }) {
      const seesAll = await scopes.seesAll(credentials);
      const now = new Date();
      const sources = await store.listSources();
      return {
        items: sources.map(source => toSource(source, { now, seesAll })),
        warnings: installationWarnings(
          access,
          await scopes.isPolicyOpen(credentials),
        ),
      };
    },
  });

  routes.empty('post /sources/{id}/sync', 202, {
    event: ({ params: { id } }) => ({
      eventId: 'source-sync',
      severityLevel: 'medium',
      meta: { sourceId: id },
    }),
    authorize: mayBeyondOwn(sourceSyncPermission),
    async run({ params: { id } }) {
      if (!(await store.requestSync(id))) {
        throw new NotFoundError(`No source ${id}`);
      }
    },
  });
}
