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

import { VaultNaming } from './VaultNaming';

const naming = new VaultNaming(['main', 'partners']);

const refsOf = (path: unknown, engine?: unknown) =>
  naming
    .readRefs({
      'vault.io/secrets-path': path,
      ...(engine === undefined ? {} : { 'vault.io/secrets-engine': engine }),
    })
    .map(({ ref }) => ref);

describe('VaultNaming', () => {
  it('names all below a path, in each Vault', () => {
    expect(naming.readRefs({ 'vault.io/secrets-path': 'payments' })).toEqual([
      {
        annotation: 'vault.io/secrets-path',
        ref: 'vault:main/secrets/payments/**',
      },
      {
        annotation: 'vault.io/secrets-path',
        ref: 'vault:partners/secrets/payments/**',
      },
    ]);
  });

  it('takes the engine of the entity, or that of the configuration', () => {
    expect(refsOf('/a/b/', 'team/kv')[0]).toBe('vault:main/team/kv/a/b/**');
    const [{ ref }] = new VaultNaming(['main'], 'kv').readRefs({
      'vault.io/secrets-path': 'a',
    });
    expect(ref).toBe('vault:main/kv/a/**');
  });

  it('escapes what a ref cannot have', () => {
    expect(refsOf('a b/%2F,c')[0]).toBe(
      'vault:main/secrets/a%20b/%252F%2Cc/**',
    );
  });

  it.each([
    [undefined],
    [''],
    ['/'],
    ['*'],
    ['a/**'],
    ['../sys'],
    ['a//b'],
    [7],
    ['x'.repeat(601)],
    ['a', ''],
    ['a', '*'],
    ['a', {}],
  ])('names nothing by %j %j', (...texts: unknown[]) => {
    expect(refsOf(...(texts as [unknown]))).toEqual([]);
  });
});
