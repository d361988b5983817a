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

import type { ResourceFacts, ResourceRule } from '@keyward/findings';

type Verdict = ReturnType<ResourceRule['judge']>['verdicts'][number];

/** One verdict of a secret whose resource policy is of a kind; undecided where it is not known. */
export function judgePolicy(
  { attributes }: ResourceFacts,
  kind: 'public' | 'other accounts',
  toVerdict: () => Omit<Verdict, 'item'>,
): ReturnType<ResourceRule['judge']> {
  if (attributes.resourcePolicy === 'not known') {
    return { verdicts: [], undecided: [{ item: '', evidence: {} }] };
  }
  return {
    verdicts:
      attributes.resourcePolicy === kind ? [{ item: '', ...toVerdict() }] : [],
  };
}
