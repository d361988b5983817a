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

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkValues } from './checkValues';

const FIXTURES = join(
  __dirname,
  '../../../../packages/values/src/certificates/__fixtures__',
);
const fixture = (name: string) => readFileSync(join(FIXTURES, name), 'utf8');
const NOW = new Date('2026-11-28T12:00:00Z');

async function problemsOf(type: string, values: Record<string, string>) {
  const bytes = Object.entries(values).map(
    ([key, text]) => [key, new TextEncoder().encode(text)] as const,
  );
  const problems = await checkValues(type, new Map(bytes), { now: NOW });
  return problems.map(
    ({ key, code, blocks }) => `${key} ${code}${blocks ? '!' : ''}`,
  );
}

describe('checkValues', () => {
  it.each<[string, string, string[]]>([
    ['a good password', 'kX2!bq9-Lw0_zR7t', []],
    ['nothing', '', ['password empty']],
    ['a line end', 'kX2!bq9-Lw0_zR7t\n', ['password lineEnd']],
    ['a line end of Windows', 'kX2!bq9-Lw0_zR7t\r\n', ['password lineEnd']],
    ['a space at the end', 'kX2!bq9-Lw0_zR7t ', ['password outerSpace']],
    [
      'a space and a line end',
      ' kX2!bq9-Lw0_zR7t\n',
      ['password lineEnd', 'password outerSpace'],
    ],
    ['lines, which end with a line end', 'kX2!bq9\n-Lw0_zR7t\n', []],
    ['a common word', 'Password123!', ['password common']],
    ['a default', 'change-me-please', ['password common']],
    ['digits in order', '123456789', ['password common']],
    ['a short one', 'kX2!bq9', ['password short']],
    ['few characters', 'abababababababab', ['password repetitive']],
    ['a file', '-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n', []],
  ])('of a password: %s', async (_, value, expected) => {
    expect(await problemsOf('Opaque', { password: value })).toEqual(expected);
  });

  it('does not say that what is no secret is weak', async () => {
    expect(
      await problemsOf('Opaque', {
        username: 'admin',
        host: 'postgres',
        PORT: '5432',
        DATABASE_URL: 'postgres://db:5432',
        tokenUrl: 'https://id',
      }),
    ).toEqual([]);
  });

  it('takes bytes that are no text', async () => {
    const values = new Map([['key', new Uint8Array([0xff, 0xfe, 0x00])]]);
    expect(await checkValues('Opaque', values, { now: NOW })).toEqual([]);
    const wrong = new Map([['.dockerconfigjson', new Uint8Array([0xff])]]);
    expect(
      await checkValues('kubernetes.io/dockerconfigjson', wrong, { now: NOW }),
    ).toEqual([{ key: '.dockerconfigjson', code: 'notText', blocks: true }]);
  });

  it.each<[string, string, string[]]>([
    ['a login', '{"auths":{"ghcr.io":{"auth":"eDp5"}}}', []],
    ['no JSON', '{"auths":', ['.dockerconfigjson notJson!']],
    ['a list', '[]', ['.dockerconfigjson noRegistry!']],
    ['no registry', '{"auths":{}}', ['.dockerconfigjson noRegistry!']],
    [
      'the form of .dockercfg',
      '{"ghcr.io":{"auth":"eDp5"}}',
      ['.dockerconfigjson noRegistry!'],
    ],
  ])('of a registry login: %s', async (_, value, expected) => {
    expect(
      await problemsOf('kubernetes.io/dockerconfigjson', {
        '.dockerconfigjson': value,
      }),
    ).toEqual(expected);
  });

  it.each<[string, string, string[]]>([
    [
      'a key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
      [],
    ],
    [
      'a key without its last line end',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
      ['ssh-privatekey noLineEnd'],
    ],
    [
      'the public key',
      'ssh-ed25519 AAAAC3Nz someone@host',
      ['ssh-privatekey noPrivateKey!'],
    ],
  ])('of an SSH key: %s', async (_, value, expected) => {
    expect(
      await problemsOf('kubernetes.io/ssh-auth', { 'ssh-privatekey': value }),
    ).toEqual(expected);
  });

  it('looks whether the key fits the certificate', async () => {
    const certificate = fixture('ec-256.pem');
    const key = fixture('ec-256-pkcs8.test-only.key');
    const other = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const tls = (values: Record<string, string>) =>
      problemsOf('kubernetes.io/tls', values);
    expect(await tls({ 'tls.crt': certificate, 'tls.key': key })).toEqual([]);
    expect(await tls({ 'tls.crt': certificate, 'tls.key': other })).toEqual([
      'tls.key keyDiffers!',
    ]);
    expect(await tls({ 'tls.crt': key, 'tls.key': key })).toEqual([
      'tls.crt noCertificate!',
    ]);
    expect(await tls({ 'tls.crt': certificate, 'tls.key': 'x' })).toEqual([
      'tls.key noPrivateKey!',
    ]);
    expect(await tls({ 'tls.crt': certificate })).toEqual([]);
    expect(await tls({ 'tls.key': 'x' })).toEqual(['tls.key noPrivateKey!']);
    expect(
      await tls({ 'tls.crt': fixture('expired.pem'), 'tls.key': key }),
    ).toContain('tls.crt expired');
  });
});
