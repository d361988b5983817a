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

import { SecretValue } from '@keyward/observation';
import { classifyKey, classifySecret, sizeBucketOf } from '.';

const RANDOM = 'q7Lm2VxT9bRz4KcW8nYp1HsD6fGj3AeU5oXi0MvB';

describe('classifyKey', () => {
  it.each([
    ['password', 'password'],
    ['DB_PASSWORD', 'password'],
    ['dbPassword', 'password'],
    ['POSTGRES_PASSWORD', 'password'],
    ['api-key', 'api-key'],
    ['STRIPE_API_KEY', 'api-key'],
    ['AWS_SECRET_ACCESS_KEY', 'api-key'],
    ['AWS_ACCESS_KEY_ID', 'identifier'],
    ['clientSecret', 'oauth-client'],
    ['client_id', 'identifier'],
    ['DATABASE_URL', 'connection-string'],
    ['token', 'token'],
    ['GITHUB_TOKEN', 'token'],
    ['SESSION_KEY', 'encryption-key'],
    ['SECRET_KEY_BASE', 'encryption-key'],
    ['id_rsa', 'ssh-key'],
    ['ca.crt', 'public'],
    ['tls.key', 'tls'],
    ['username', 'identifier'],
    ['DB_HOST', 'identifier'],
    ['port', 'identifier'],
    ['PASSWORD_MIN_LENGTH', 'identifier'],
    ['token-ttl', 'identifier'],
    ['password-salted', 'password'],
    ['config.yaml', 'other'],
    ['slack-webhook', 'token'],
    ['teams_webhook_url', 'token'],
    ['sas', 'token'],
    ['kubeconfig', 'token'],
    ['admin-kubeconfig', 'token'],
    ['gcp-key.json', 'api-key'],
    ['aws-credentials', 'api-key'],
    ['webhook', 'other'],
    ['__proto__', 'other'],
    ['constructor', 'other'],
  ])('takes %s for %s', (name, expected) => {
    expect(classifyKey(name, 'Opaque')).toBe(expected);
  });

  it.each([
    ['postgres://app:k7Qz@db:5432/app', 'connection-string'],
    ['Server=db;User Id=app;Password=k7Qz;', 'connection-string'],
    [`ghp_${'a1B2'.repeat(9)}`, 'token'],
    [`eyJhbGciOiJI.eyJzdWIiOiIx.c2ln`, 'token'],
    [`sk_live_${'a1B2'.repeat(6)}`, 'api-key'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMII', 'tls'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3B', 'ssh-key'],
    ['-----BEGIN CERTIFICATE-----\nMII', 'public'],
    ['{"auths":{"r":{}}}', 'docker-config'],
    ['https://payments.example/api', 'identifier'],
    ['5432', 'identifier'],
    [
      `https://hooks.slack.com/services/T0A1B2C3D/B0A1B2C3D/${RANDOM.slice(
        0,
        24,
      )}`,
      'token',
    ],
    [
      `https://discord.com/api/webhooks/123456789012345678/${RANDOM}${RANDOM}`,
      'token',
    ],
    [`https://acct.blob.core.windows.net/c?sv=1&sig=${RANDOM}`, 'token'],
    [
      `{"type": "service_account", "private_key": "-----BEGIN ${''}PRIVATE KEY-----\\n${RANDOM}${RANDOM}\\n"}`,
      'api-key',
    ],
    [`kind: Config\nusers: [{name: a, user: {token: ${RANDOM}}}]`, 'token'],
    [
      `kind: Config\nclusters: [${'a'.repeat(
        6000,
      )}]\nusers: [{name: a, user: {token: ${RANDOM}}}]`,
      'token',
    ],
    [
      `[default]\naws_access_key_id = AKIAABCDEFGHIJKL\naws_secret_access_key = ${RANDOM}`,
      'api-key',
    ],
    ['kind: Config\nusers: [{name: a, user: {exec: {command: aws}}}]', 'other'],
    ['k7Qz-vP2x9LmTr4w', 'other'],
  ])('recognises the shape of a value (%#)', (text, expected) => {
    const value = SecretValue.fromText(text);
    expect(classifyKey('value', 'Opaque', value)).toBe(expected);
  });

  it('knows a key that is a pair with its certificate', () => {
    const both = SecretValue.fromText(
      '-----BEGIN CERTIFICATE-----\nMII\n-----BEGIN PRIVATE KEY-----\nMII',
    );
    expect(classifyKey('bundle.pem', 'Opaque', both)).toBe('tls');
  });

  it('keeps a password that is a number a password', () => {
    const value = SecretValue.fromText('123456');
    expect(classifyKey('password', 'Opaque', value)).toBe('password');
  });

  it('takes a flag for no password, whatever its name is', () => {
    const flag = SecretValue.fromText('yes\n');
    expect(classifyKey('ALLOW_EMPTY_PASSWORD', 'Opaque', flag)).toBe(
      'identifier',
    );
    const word = SecretValue.fromText('yessir');
    expect(classifyKey('ALLOW_EMPTY_PASSWORD', 'Opaque', word)).toBe(
      'password',
    );
  });

  it('trusts the built-in types', () => {
    expect(classifyKey('tls.crt', 'kubernetes.io/tls')).toBe('public');
    expect(classifyKey('token-secret', 'bootstrap.kubernetes.io/token')).toBe(
      'bootstrap-token',
    );
  });

  it('is quick with hostile names and values', () => {
    const value = SecretValue.fromText(`a://${'a:'.repeat(500_000)}`);
    expect(classifyKey('-'.repeat(100_000), 'Opaque', value)).toBeDefined();
  });
});

describe('classifySecret', () => {
  const classify = (secretType: string, ...keyClasses: any[]) =>
    classifySecret({ secretType, labels: {}, keyClasses });

  it('goes by the type, then by the most telling key', () => {
    expect(classify('kubernetes.io/tls', 'public', 'tls')).toBe('tls');
    expect(classify('helm.sh/release.v1')).toBe('helm-release');
    expect(classify('Opaque', 'identifier', 'password')).toBe('password');
    expect(classify('Opaque', 'public')).toBe('public');
    expect(classify('Opaque')).toBe('other');
    expect(classify('constructor')).toBe('other');
  });

  it('knows a sealing key by its label', () => {
    expect(
      classifySecret({
        secretType: 'kubernetes.io/tls',
        labels: { 'sealedsecrets.bitnami.com/sealed-secrets-key': 'active' },
        keyClasses: ['tls'],
      }),
    ).toBe('sealing-key');
  });
});

describe('sizeBucketOf', () => {
  it.each([
    [0, 'empty'],
    [1, '1-11 B'],
    [12, '12-31 B'],
    [32, '32-127 B'],
    [1023, '128 B-1 KiB'],
    [1024, '1-16 KiB'],
    [1024 * 1024, '16 KiB-1 MiB'],
    [1024 * 1024 + 1, 'over 1 MiB'],
  ])('puts %d bytes into %s', (bytes, bucket) => {
    expect(sizeBucketOf(bytes)).toBe(bucket);
  });
});
