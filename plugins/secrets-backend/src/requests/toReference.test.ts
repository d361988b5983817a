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

import { toReference } from './toReference';

const WEB = { kind: 'Deployment' as const, name: 'web' };

describe('toReference', () => {
  it('names a variable for each key, as variables are called', () => {
    expect(
      toReference({ ...WEB, as: 'env' }, ['db.password', '2fa', 'user']),
    ).toEqual({
      reference: {
        ...WEB,
        use: {
          as: 'env',
          variables: {
            DB_PASSWORD: 'db.password',
            _2FA: '2fa',
            USER: 'user',
          },
        },
      },
    });
  });

  it('takes the names that are given', () => {
    const variables = { PASSWORD: 'a', AGAIN: 'a' };
    expect(
      toReference(
        { ...WEB, container: 'web', as: 'env', variables, reloader: true },
        ['a', 'b'],
      ),
    ).toEqual({
      reference: {
        ...WEB,
        container: 'web',
        use: { as: 'env', variables },
        reload: true,
      },
    });
  });

  it('is refused where two keys would be one variable', () => {
    expect(toReference({ ...WEB, as: 'env' }, ['a-b', 'a.b'])).toEqual({
      refusal: expect.objectContaining({ remedy: 'Name the variables.' }),
    });
  });
});
