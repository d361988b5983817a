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

import { foldSteps } from './foldSteps';

const step = (kind: string, from: string, to: string) => ({
  kind,
  from,
  to,
  title: kind,
  evidence: [],
});

describe('foldSteps', () => {
  it('ends a step where what it is among is', () => {
    expect(
      foldSteps([
        step('member-of', 'u:ann', 'g:all'),
        step('list-secrets', 'g:all', 'secrets:*'),
        step('among', 'secrets:*', 'secrets:shop'),
        step('among', 'secrets:shop', 'secret:shop/db'),
      ]),
    ).toEqual([
      step('member-of', 'u:ann', 'g:all'),
      step('list-secrets', 'g:all', 'secret:shop/db'),
    ]);
  });

  it('leaves a first step as it is', () => {
    const first = step('among', 'secrets:shop', 'secret:shop/db');
    expect(foldSteps([first])).toEqual([first]);
  });
});
