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

import { whatIf, type WhatIfAnswer } from '../access';
import { seesPortal } from '../app/authorize';
import { callerOf } from '../app/callerOf';
import { defineAction } from './defineAction';

/** Who would gain or lose which Secrets by a change of roles and bindings. */
export const whatWouldChange = defineAction({
  name: 'what-would-change',
  title: 'Tell what a change of roles would mean',
  description:
    'Which subjects would gain or lose which secrets by the roles, bindings and ServiceAccounts of a pull request: how many, directly and indirectly, with examples. Nothing is changed. Secrets are refused.',
  input: z =>
    z.object({
      sourceId: z.string().max(200).describe('The id of the cluster'),
      manifests: z
        .string()
        .max(500_000)
        .optional()
        .describe('To be made or replaced, as YAML or JSON'),
      deletions: z
        .array(
          z.object({
            kind: z.enum([
              'Role',
              'ClusterRole',
              'RoleBinding',
              'ClusterRoleBinding',
              'ServiceAccount',
            ]),
            namespace: z.string().min(1).max(63).optional(),
            name: z.string().min(1).max(253),
          }),
        )
        .max(500)
        .optional()
        .describe('To be deleted'),
    }),
  output: z => {
    const share = z.object({
      direct: z.number(),
      indirect: z.number(),
      namespaces: z.number(),
      examples: z.array(
        z.object({
          id: z.string().optional(),
          namespace: z.string(),
          name: z.string(),
          access: z.string(),
          steps: z.array(
            z.object({
              kind: z.string(),
              from: z.string(),
              to: z.string(),
              bindings: z.array(z.string()),
            }),
          ),
        }),
      ),
    });
    return z.object({
      objects: z.array(
        z.object({
          change: z.string(),
          kind: z.string(),
          namespace: z.string().optional(),
          name: z.string(),
        }),
      ),
      ignored: z.number(),
      subjects: z.array(
        z.object({
          id: z.string(),
          kind: z.string(),
          namespace: z.string().optional(),
          name: z.string(),
          isSystem: z.boolean(),
          members: z.number(),
          gained: share,
          closer: share.describe('Now direct, indirect before'),
          farther: share.describe('Now indirect, direct before'),
          lost: share,
        }),
      ),
      summary: z.object({
        gaining: z.number(),
        closer: z.number(),
        farther: z.number(),
        losing: z.number(),
      }),
      totalSubjects: z.number(),
      tooMany: z
        .number()
        .describe(
          'Subjects with more rights than can be followed: they count as reaching all, and what they gain is not known',
        ),
      isComplete: z.boolean(),
      unknown: z.string().optional(),
      asOf: z.string(),
    });
  },
  event: ({ sourceId }) => ({
    eventId: 'access-fetch',
    // What is asked about stays out: somebody may paste a Secret.
    meta: { queryType: 'action', sourceId },
  }),
  authorize: seesPortal,
  async run({ accessAnswers }, { credentials, input }, { visibility }) {
    const answer = await whatIf(accessAnswers, {
      visibility,
      caller: callerOf(credentials),
      ...input,
    });
    return {
      ...answer,
      subjects: answer.subjects.map(subject => ({
        ...subject,
        gained: shareOf(subject.gained),
        closer: shareOf(subject.closer),
        farther: shareOf(subject.farther),
        lost: shareOf(subject.lost),
      })),
    };
  },
});

/** Without the words for people. */
function shareOf({
  examples,
  ...share
}: WhatIfAnswer['subjects'][number]['gained']) {
  return {
    ...share,
    examples: examples.map(({ steps, secretId, ...example }) => ({
      ...example,
      ...(secretId && { id: secretId }),
      steps: steps.map(({ kind, from, to, evidence }) => ({
        kind,
        from,
        to,
        bindings: evidence.map(({ binding }) => binding),
      })),
    })),
  };
}
