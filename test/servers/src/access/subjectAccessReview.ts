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

import { AccessQuestion } from '@keyward/kube-access';
import { ApiClient } from '../cluster/ApiClient';

const PATH = '/apis/authorization.k8s.io/v1/subjectaccessreviews';

/** Asks the API server. */
export async function subjectAccessReview(
  api: ApiClient,
  { user, groups, ...attributes }: AccessQuestion,
): Promise<boolean> {
  const answer = await api.call('POST', PATH, {
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { user, groups, resourceAttributes: attributes },
    },
  });
  return answer.status.allowed === true;
}

/** Asks many, some at a time, in order. */
export async function reviewAll(
  api: ApiClient,
  questions: AccessQuestion[],
  concurrency = 4,
): Promise<boolean[]> {
  const answers: boolean[] = new Array(questions.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < questions.length; index = next++) {
      answers[index] = await subjectAccessReview(api, questions[index]);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return answers;
}
