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

import { seesEntityAndOthers } from '../app/authorize';
import { defineAction } from './defineAction';
import { pageEnd, pageOfEntity } from './schemas';

/** What is wrong with the secrets of an entity, the worst first. */
export const listFindings = defineAction({
  name: 'list-findings',
  title: 'List what is wrong with the secrets of a service',
  description:
    'Open findings about the secrets of a catalog entity, the worst first: rule, severity, secret, key and when it is due. Never a value.',
  input: z => z.object(pageOfEntity(z)),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          id: z.string().describe('For explain-finding'),
          rule: z.string(),
          severity: z.string(),
          state: z.string(),
          secret: z.string(),
          item: z.string().optional(),
          dueAt: z.string().optional(),
        }),
      ),
      ...pageEnd(z),
    }),
  event: ({ entityRef }) => ({
    eventId: 'finding-list',
    meta: { queryType: 'action', entityRef },
  }),
  authorize: seesEntityAndOthers,
  async run({ findings }, { input: { cursor, limit } }, granted) {
    const page = await findings.listFindings({
      ...granted,
      cursor,
      limit,
      withTotal: true,
    });
    return {
      items: page.items.map(
        ({ id, rule, item, severity, state, secret, dueAt }) => ({
          id,
          rule,
          severity,
          state,
          secret: secret.ref,
          ...(item ? { item } : {}),
          ...(dueAt ? { dueAt } : {}),
        }),
      ),
      totalItems: page.totalItems ?? page.items.length,
      ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}),
    };
  },
});
