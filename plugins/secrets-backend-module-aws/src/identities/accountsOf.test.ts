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

import { accountsOf } from './accountsOf';

const S = 'system:serviceaccount:';

describe('accountsOf', () => {
  it.each<[string, string[] | undefined]>([
    [`${S}shop:api`, ['shop:api']],
    [`${S}shop:*`, ['shop:*']],
    [`${S}shop:api-*`, ['shop:api-*']],
    [`${S}pay*:api`, ['pay*:api']],
    [`${S}*:*`, ['*:*']],
    [`${S}*`, ['*:*']],
    ['*', ['*:*']],
    ['**', ['*:*']],
    // What stands for a namespace and a name, with the colon between them.
    [`${S}pay*`, ['pay*:*']],
    [`${S}*api`, ['*:*api']],
    [`${S}a*b*c`, ['a*:*b*c', 'a*b*:*c']],
    ['system:*:api', ['*:api']],
    ['*:shop:api', ['shop:api']],
    [`system:service*:shop:api`, ['shop:api']],
    // Nobody's.
    [`${S}shop`, []],
    [`${S}shop:`, []],
    [`${S}shop:api:x`, []],
    [`${S}shop:*:x`, []],
    ['system:node:one', []],
    ['repo:org/app:*', []],
    ['', []],
    // Not by asterisks alone.
    [`${S}shop:api-?`, undefined],
    [`${S}\${aws:username}:api`, undefined],
    [`${S}${'*a'.repeat(9)}`, undefined],
  ])('of %s are %j', (pattern, expected) => {
    expect(
      accountsOf(pattern)
        ?.map(each => `${each.namespaces}:${each.serviceAccounts}`)
        .sort(),
    ).toEqual(expected);
  });
});
