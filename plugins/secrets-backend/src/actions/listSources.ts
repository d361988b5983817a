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

import { sourceReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { mayBeyondOwn } from '../app/authorize';
import { toSource } from '../app/convert';
import { defineAction } from './defineAction';
import { problem } from './schemas';

/** The sources, their state and their problems. */
export const listSources = defineAction({
  name: 'list-sources',
  title: 'List the sources of secrets',
  description:
    'The clusters and other systems that are observed: state, last full sync, number of secrets and problems with their remedy.',
  input: z => z.object({}),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          id: z.string(),
          kind: z.string(),
          title: z.string(),
          state: z.string(),
          lastFullSync: z.string().optional(),
          secretCount: z.number(),
          problems: z.array(problem(z)),
        }),
      ),
    }),
  event: () => ({ eventId: 'source-list', meta: { queryType: 'action' } }),
  authorize: mayBeyondOwn(sourceReadPermission),
  async run({ scopes, store }, { credentials }) {
    const seesAll = await scopes.seesAll(credentials);
    const now = new Date();
    const sources = (await store.listSources()).map(source =>
      toSource(source, { now, seesAll }),
    );
    return {
      items: sources.map(
        ({ id, kind, title, state, lastFullSync, secretCount, problems }) => ({
          id,
          kind,
          title,
          state,
          ...(lastFullSync ? { lastFullSync } : {}),
          secretCount,
          problems: problems.map(({ code, message, remedy }) => ({
            code,
            message,
            ...(remedy ? { remedy } : {}),
          })),
        }),
      ),
    };
  },
});
