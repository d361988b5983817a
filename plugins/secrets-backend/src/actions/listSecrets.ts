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
import { summariesOf } from '../app/summariesOf';
import type { SecretSummary } from '../schema/openapi/generated/models';
import { defineAction } from './defineAction';
import { pageEnd, pageOfEntity, problem } from './schemas';

const PAGE = 50;

/** The secrets of a service, the worst first. */
export const listSecrets = defineAction({
  name: 'list-secrets',
  title: 'List the secrets of a service',
  description:
    'The secrets that a catalog entity owns or uses, the worst first: key names, what delivers them, who consumes them, how old their values are and what is wrong. Never a value.',
  input: z =>
    z.object({
      ...pageOfEntity(z),
      q: z.string().max(200).optional().describe('Words to look for'),
    }),
  output: z =>
    z.object({
      items: z.array(
        z.object({
          id: z.string().describe('For describe-secret'),
          ref: z.string(),
          class: z.string(),
          exists: z.boolean(),
          keyNames: z.array(z.string()),
          deliveredBy: z.string(),
          consumers: z.array(z.string()),
          consumerCount: z.number(),
          valueSetBetween: z.array(z.string()),
          worstFinding: z
            .object({
              id: z.string().describe('For explain-finding'),
              rule: z.string(),
              severity: z.string(),
            })
            .optional()
            .describe('Absent if there are no findings'),
          findings: z
            .number()
            .describe('How many findings are open or acknowledged'),
          problems: z.array(problem(z)),
        }),
      ),
      ...pageEnd(z),
    }),
  event: ({ entityRef }) => ({
    eventId: 'secret-list',
    meta: { queryType: 'action', entityRef },
  }),
  authorize: seesEntityAndOthers,
  async run({ findings, store }, { input }, granted) {
    const page = await store.listSecrets({
      ...granted,
      filters: { q: input.q },
      cursor: input.cursor,
      limit: input.limit ?? PAGE,
      withTotal: true,
    });
    const summaries = await summariesOf(findings, page.items, granted);
    return {
      items: summaries.map(toListed),
      totalItems: page.totalItems ?? page.items.length,
      ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}),
    };
  },
});

/** What an agent needs to choose one. */
function toListed(secret: SecretSummary) {
  return {
    id: secret.id,
    ref: secret.ref,
    class: secret.class,
    exists: secret.exists,
    keyNames: secret.keyNames,
    deliveredBy: [secret.deliverer.kind, secret.deliverer.name]
      .filter(Boolean)
      .join(' '),
    consumers: secret.consumers,
    consumerCount: secret.consumerCount,
    valueSetBetween: [
      secret.valueAge.earliest ?? 'unknown',
      secret.valueAge.latest ?? 'unknown',
    ],
    ...(secret.finding
      ? {
          worstFinding: {
            id: secret.finding.id,
            rule: secret.finding.rule,
            severity: secret.finding.severity,
          },
        }
      : {}),
    findings: secret.findingCount ?? 0,
    problems: secret.problems.map(({ code, message, remedy }) => ({
      code,
      message,
      ...(remedy ? { remedy } : {}),
    })),
  };
}
