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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ChangeableName } from '@keyward/kube-access';
import { whatIf, type WhatIfAnswer } from '../access';
import { audited } from '../app/audited';
import { callerOf } from '../app/callerOf';
import { requirePortalWide } from '../app/requirePortalWide';
import { requireUser, type ActionsOptions } from './ActionsOptions';

/** Who would gain or lose which Secrets by a change of roles and bindings. */
export async function whatWouldChange(
  options: ActionsOptions,
  credentials: BackstageCredentials,
  input: {
    sourceId: string;
    manifests?: string;
    deletions?: ChangeableName[];
  },
) {
  const { accessAnswers, auditor, scopes } = options;
  const event = {
    eventId: 'access-fetch',
    // What is asked about stays out: somebody may paste a Secret.
    meta: { queryType: 'action', sourceId: input.sourceId },
  };
  return await audited(auditor, event, async () => {
    requireUser(options, credentials);
    const visibility = await requirePortalWide(scopes, credentials);
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
  });
}

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
