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
import { inspect } from 'util';
import { createFingerprinter } from '@keyward/values';
import { observeSecret, observeSecretRow } from './index';

const fingerprinter = createFingerprinter({
  key: Buffer.alloc(32, 7),
  keyId: 'one',
});
const options = {
  sourceId: 'prod',
  taken: 'fingerprint' as const,
  fingerprinter,
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

const secret = (overrides: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'Opaque',
  metadata: {
    namespace: 'payments',
    name: 'db',
    uid: 'u-1',
    resourceVersion: '42',
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [
      {
        manager: 'kubectl-create',
        operation: 'Update',
        time: '2026-02-01T00:00:00Z',
        fieldsV1: { 'f:data': { '.': {}, 'f:password': {}, 'f:user': {} } },
      },
    ],
  },
  data: { password: base64('k7Qz-vP2x9LmTr4w'), user: base64('app') },
  ...overrides,
});

describe('observeSecret', () => {
  it.each([
    ['restored', { labels: { 'velero.io/restore-name': 'r1' } }],
    [
      'copied',
      { annotations: { 'reflector.v1.k8s.emberstack.com/reflects': 'a/b' } },
    ],
    [
      'copied by a policy',
      { labels: { 'generate.kyverno.io/policy-name': 'p' } },
    ],
  ])('takes the creation of what was %s for no bound', (_, marks) => {
    const { metadata } = secret();
    const ages = observeSecret(
      secret({ metadata: { ...metadata, ...marks } }),
      options,
    ).keys.map(({ age }) => age);
    expect(ages).toEqual([
      { latest: '2026-02-01T00:00:00.000Z', basis: 'managed-fields' },
      { latest: '2026-02-01T00:00:00.000Z', basis: 'managed-fields' },
    ]);
  });

  it('observes field by field', () => {
    expect(observeSecret(secret(), options)).toEqual({
      type: 'secret',
      ref: 'kubernetes:prod/payments/db',
      namespace: 'payments',
      name: 'db',
      uid: 'u-1',
      resourceVersion: '42',
      createdAt: '2026-01-01T00:00:00.000Z',
      secretType: 'Opaque',
      class: 'password',
      taken: 'fingerprint',
      keys: [
        {
          name: 'password',
          class: 'password',
          size: '12-31 B',
          fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
          fingerprintKeyId: 'one',
          age: {
            earliest: '2026-01-01T00:00:00.000Z',
            latest: '2026-02-01T00:00:00.000Z',
            basis: 'managed-fields',
          },
        },
        {
          name: 'user',
          class: 'identifier',
          size: '1-11 B',
          fingerprintKeyId: 'one',
          weak: true,
          age: expect.objectContaining({ basis: 'managed-fields' }),
        },
      ],
      keyCount: 2,
      labels: {},
      annotations: [],
      owners: [],
      managers: [
        {
          name: 'kubectl-create',
          operation: 'Update',
          time: '2026-02-01T00:00:00.000Z',
          dataKeys: ['password', 'user'],
        },
      ],
      deliverer: { kind: 'by hand', name: 'kubectl-create', basis: 'manager' },
      classifierVersion: 7,
    });
  });

  it('says why a value is weak, of classes that are worth a guess only', () => {
    const { keys } = observeSecret(
      secret({
        data: {
          password: base64('ChangeMe!'),
          'api-key': '',
          token: base64('k7Qz-vP2x9Lm'),
          username: base64('admin'),
          ALLOW_EMPTY_PASSWORD: base64('yes'),
          'admin-password': base64('k7Qz-vP2x9LmTr4w'),
        },
      }),
      options,
    );
    expect(
      Object.fromEntries(keys.map(({ name, weakness }) => [name, weakness])),
    ).toEqual({
      password: 'common',
      'api-key': 'empty',
      token: 'short',
      username: undefined,
      ALLOW_EMPTY_PASSWORD: undefined,
      'admin-password': undefined,
    });
  });

  it('looks at no value for metadata', () => {
    const seen = observeSecret(secret(), {
      sourceId: 'prod',
      taken: 'metadata',
    });
    expect(seen.keys).toEqual([
      expect.not.objectContaining({ size: expect.anything() }),
      expect.not.objectContaining({ fingerprint: expect.anything() }),
    ]);
    expect(seen.keys.map(({ name }) => name)).toEqual(['password', 'user']);
  });

  it('reads a row of a table', () => {
    const { metadata } = secret();
    const seen = observeSecretRow(
      {
        cells: ['db', 'kubernetes.io/basic-auth', 5, '3d'],
        object: { kind: 'PartialObjectMetadata', metadata },
      },
      { sourceId: 'prod' },
    );
    expect(seen).toMatchObject({
      secretType: 'kubernetes.io/basic-auth',
      class: 'password',
      keyCount: 5,
      taken: 'metadata',
    });
    expect(() => observeSecretRow({}, { sourceId: 'prod' })).toThrow(
      'without its object',
    );
  });

  it.each([
    [null, 'no JSON object'],
    [[], 'no JSON object'],
    [{ metadata: {} }, 'without a valid metadata.name'],
    [{ metadata: { name: 'x' } }, 'without metadata.namespace'],
    [secret({ data: 'k7Qz-vP2x9LmTr4w' }), 'data is no map'],
    [
      secret({ data: { a: 'k7Qz-vP2x9!' } }),
      'payments/db: key "a" is not valid',
    ],
    [secret({ data: { a: 7 } }), 'key "a" is no base64 string'],
    [secret({ stringData: { a: {} } }), 'key "a" is no string'],
  ])('names the place of what it refuses (%#)', (object, message) => {
    let error: Error | undefined;
    try {
      observeSecret(object, options);
    } catch (caught) {
      error = caught as Error;
    }
    expect(error?.message).toContain(message);
    expect(inspect(error)).not.toContain('k7Qz');
  });

  it('takes an empty secret and odd key names', () => {
    expect(observeSecret(secret({ data: null }), options).keys).toEqual([]);
    const odd = JSON.parse('{"__proto__":"YQ==","constructor":"YQ==","..":""}');
    expect(
      observeSecret(secret({ data: odd }), options).keys.map(
        ({ name }) => name,
      ),
    ).toEqual(['__proto__', 'constructor', '..']);
  });

  it('takes 10,000 keys', () => {
    const data = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`key-${index}`, 'YQ==']),
    );
    expect(observeSecret(secret({ data }), options).keys).toHaveLength(10_000);
  });

  it('carries no value along, wherever it stood', () => {
    const canary = 'canary-k7Qz-vP2x9LmTr4w-001';
    const object = secret({
      data: { password: base64(canary) },
      stringData: { other: canary },
      status: { message: canary },
      metadata: {
        namespace: 'payments',
        name: 'db',
        labels: { odd: canary, app: 'payments' },
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': `{"data":{"password":"${base64(
            canary,
          )}"}}`,
          'kapp.k14s.io/original': canary,
          'cert-manager.io/alt-names': `${canary}${'x'.repeat(2000)}`,
        },
        managedFields: [
          {
            manager: 'kubectl',
            fieldsV1: {
              'f:data': { 'f:password': { 'v:canary': canary } },
              'f:metadata': { 'f:annotations': { [`f:${canary}`]: {} } },
            },
          },
        ],
        ownerReferences: [{ canary }],
      },
    });
    const shown = JSON.stringify(observeSecret(object, options));
    const forms = [
      canary,
      base64(canary),
      base64(`x${canary}`).slice(4, -4),
      base64(`xx${canary}`).slice(4, -4),
      Buffer.from(canary).toString('hex'),
      createHash('sha256').update(canary).digest('hex'),
      createHash('sha1').update(canary).digest('hex'),
    ];
    for (const form of forms) {
      expect(shown).not.toContain(form);
    }
    expect(shown).toContain('last-applied-configuration');
  });
});
