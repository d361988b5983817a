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
import { createHash } from 'crypto';
import { createFingerprinter } from '@keyward/values';
import { observeSecret } from './observeSecret';

// What the External Secrets Operator v0.20.4 noted of { password: "hunter2", user: "app" },
// as the suite of its module with the real one sees it.
const WRITTEN = 'map[password:[104 117 110 116 101 114 50] user:[97 112 112]]';
const HASH = 'reconcile.external-secrets.io/data-hash';
const options = {
  sourceId: 'prod',
  taken: 'fingerprint' as const,
  fingerprinter: createFingerprinter({ key: Buffer.alloc(32, 7), keyId: 'k' }),
};
const hashOf = (text: string, algorithm = 'sha3-224') =>
  createHash(algorithm).update(text).digest('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');

function secretOf({
  data = { user: base64('app'), password: base64('hunter2') } as object,
  algorithm = 'sha3-224',
  labels = {} as object,
  hash = hashOf(WRITTEN, algorithm),
  owner = {} as object,
  immutable = false,
} = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      namespace: 'shop',
      name: 'db',
      labels: {
        'reconcile.external-secrets.io/managed': 'true',
        'reconcile.external-secrets.io/created-by': hashOf(
          'shop/db-login',
          algorithm,
        ),
        ...labels,
      },
      annotations: hash ? { [HASH]: hash } : {},
      ownerReferences: [
        {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ExternalSecret',
          name: 'db-login',
          uid: 'u',
          controller: true,
          ...owner,
        },
      ],
    },
    data,
    immutable,
  };
}
const driftOf = (object: object, taken = options) =>
  observeSecret(object, taken).drifted;

describe('drift of a Secret from what the operator wrote', () => {
  it('is none where the data are those that it hashed', () => {
    expect(driftOf(secretOf())).toBe(false);
    expect(driftOf(secretOf({ immutable: true }))).toBe(false);
    expect(driftOf(secretOf({ data: {}, hash: hashOf('map[]') }))).toBe(false);
    expect(
      driftOf(secretOf({ data: { a: null }, hash: hashOf('map[a:[]]') })),
    ).toBe(false);
  });

  it.each([
    ['another value', { user: base64('app'), password: base64('hunter3') }],
    [
      'one key more',
      { user: base64('app'), password: base64('hunter2'), a: '' },
    ],
    ['one key less', { user: base64('app') }],
    ['nothing', {}],
  ])('is there with %s', (_, data) => {
    expect(driftOf(secretOf({ data }))).toBe(true);
  });

  it.each([
    ['no hash is noted', { hash: '' }],
    ['an older version hashed by MD5', { algorithm: 'md5', data: {} }],
    [
      'it is merged or orphaned, hence without the label',
      {
        labels: { 'reconcile.external-secrets.io/created-by': null },
        data: {},
      },
    ],
    [
      'the label is of another ExternalSecret',
      { owner: { name: 'another' }, data: {} },
    ],
    [
      'the owner does not control it',
      { owner: { controller: false }, data: {} },
    ],
    [
      'the owner is of another group',
      { owner: { apiVersion: 'v1' }, data: {} },
    ],
    [
      'somebody took it out of the hands of the operator',
      {
        labels: { 'reconcile.external-secrets.io/managed': 'false' },
        data: {},
      },
    ],
  ])('is not known where %s', (_, fields) => {
    expect(driftOf(secretOf(fields))).toBeUndefined();
  });

  it('is not known where values are not taken', () => {
    const metadata = { ...options, taken: 'metadata' as never };
    expect(driftOf(secretOf({ data: {} }), metadata)).toBeUndefined();
  });

  it('keeps neither hash', () => {
    const told = JSON.stringify(observeSecret(secretOf(), options));
    expect(told).toContain('"drifted":false');
    expect(told).not.toContain(hashOf(WRITTEN));
  });

  it('is told of a Secret with very many keys', () => {
    const data = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 'YQ==']),
    );
    const text = Object.keys(data)
      .sort()
      .map(key => `${key}:[97]`)
      .join(' ');
    expect(driftOf(secretOf({ data, hash: hashOf(`map[${text}]`) }))).toBe(
      false,
    );
  });
});
