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

import { looksLikeCredential, looksLikeKey } from '../fields/credentialTexts';
import { observeObject } from './observeObject';
import { SecretLookup } from '../references/ReferenceCollector';

const VALUE = ['xk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_');
const DIGEST = '9f86d081884c7d659a2feaa0c55ad015';

function observed(spec: object, secretExists?: SecretLookup) {
  return observeObject(
    {
      apiVersion: 'x.example.com/v1',
      kind: 'Hook',
      metadata: { name: 'x', namespace: 'payments' },
      spec,
    },
    { sourceId: 'prod', secretExists },
  );
}

describe('looksLikeCredential', () => {
  it.each([
    VALUE,
    DIGEST,
    DIGEST.slice(0, 16),
    DIGEST.toUpperCase(),
    `token-${DIGEST}`,
    '9f86d081-884c-4d65-a2fe-aa0c55ad015a',
    'AKIA4QX7ZT2MW5RLN3CB',
    'qLyjWDarjtTzdpdcKXnEbZ',
    'a8Kd93jsLq02',
    'a1b2-c3d4-e5f6-g7h8',
    '1234567890123456',
  ])('%s is', text => {
    expect(looksLikeCredential(text)).toBe(true);
  });

  it.each([
    'id',
    'tls.crt',
    '.dockerconfigjson',
    'AWS_SECRET_ACCESS_KEY',
    'googleOauth2ClientSecret',
    's3SecretAccessKeyForBackups',
    'azureActiveDirectoryB2CSecretRef',
    'oauth2proxyclientsecret',
    'ca-2024-10-01.pem',
    'id_ed25519',
    'payments-db-credentials-k8t7ghm5b2',
    'sh.helm.release.v1.payments-api.v12',
    'default-token-x7k2p',
    'k8s-s3-v2-login',
  ])('%s is not', text => {
    expect(looksLikeCredential(text)).toBe(false);
  });
});

describe('looksLikeKey', () => {
  it('takes short names only', () => {
    expect(looksLikeKey('client-secret')).toBe(true);
    expect(looksLikeKey('secret-'.repeat(10))).toBe(false);
    expect(looksLikeKey(7)).toBe(false);
  });
});

describe('values where names should stand', () => {
  it.each([
    ['a key', { webhookSecret: { name: 'github', key: VALUE } }],
    ['a key of values', { webhookSecretRef: { name: 'g', valuesKey: VALUE } }],
    ['a key of a list', { tokenSecrets: [{ name: 'github', key: VALUE }] }],
    ['a key of a kind', { token: { kind: 'Secret', name: 'g', key: VALUE } }],
    ['a name and a key', { apiKeys: [{ name: DIGEST, key: 'id' }] }],
    ['a name', { apiSecretRef: { name: DIGEST } }],
    ['a name in a list', { apiSecrets: [{ name: DIGEST }] }],
    ['a text', { apiSecretName: DIGEST }],
    ['a text with a namespace', { apiSecretName: `payments/${DIGEST}` }],
    ['a namespace', { apiSecretRef: { name: 'x', namespace: DIGEST } }],
    ['a pull secret', { imagePullSecrets: [{ name: DIGEST }] }],
    ['a field', { tokens: { [DIGEST]: { secretName: 'x' } } }],
  ])('keeps none: %s', (_, spec) => {
    for (const lookup of [undefined, () => false]) {
      const text = JSON.stringify(observed(spec, lookup));
      expect(text).not.toContain(VALUE);
      expect(text).not.toContain(DIGEST);
    }
  });

  it('keeps the reference without its key', () => {
    const { references } = observed({
      webhookSecret: { name: 'github', key: VALUE },
    });
    expect(references).toEqual([
      {
        namespace: 'payments',
        name: 'github',
        how: 'customResource',
        path: 'spec.webhookSecret',
      },
    ]);
  });

  it('keeps a name that a Secret has, and says that it is open until then', () => {
    const spec = { apiSecretRef: { name: DIGEST, key: 'id' } };
    expect(observed(spec, () => false)).toMatchObject({
      references: [],
      openTexts: true,
    });
    expect(observed(spec, () => true).references).toEqual([
      {
        namespace: 'payments',
        name: DIGEST,
        how: 'customResource',
        keys: ['id'],
        path: 'spec.apiSecretRef',
      },
    ]);
  });

  it('keeps names and keys of Secrets that are missing', () => {
    const spec = {
      accessKeyId: { name: 's3-login', key: 'id' },
      tokenSecretRef: { name: 'payments-db-k8t7ghm5b2', key: 'tls.key' },
    };
    expect(observed(spec, () => false).references).toMatchObject([
      { name: 's3-login', how: 'convention' },
      { name: 'payments-db-k8t7ghm5b2', keys: ['tls.key'] },
    ]);
  });

  it('leaves what Kubernetes itself types alone', () => {
    const { references } = observeObject(
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'x', namespace: 'payments' },
        spec: {
          containers: [
            {
              name: 'c',
              env: [
                {
                  name: 'A',
                  valueFrom: { secretKeyRef: { name: DIGEST, key: 'k' } },
                },
              ],
            },
          ],
        },
      },
      { sourceId: 'prod', secretExists: () => false },
    );
    expect(references).toMatchObject([{ name: DIGEST, keys: ['k'] }]);
  });
});
