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

import type {
  CertificateObservation,
  KeyCertificatesObservation,
} from '@keyward/observation';
import { at, batch, key, secret } from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { forgetOld } from '../../store/retention';

jest.setTimeout(60_000);

const SECRETS = 'v1/secrets';
const DAY_MS = 86_400_000;

const leaf: CertificateObservation = {
  fingerprint: 'a'.repeat(64),
  subject: 'CN=shop.example.com',
  issuer: 'CN=issuer',
  serial: '-1f',
  sans: ['DNS:shop.example.com', 'IP:10.0.0.1'],
  sanCount: 2,
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2056-04-01T00:00:00Z',
  keyAlgorithm: 'EC',
  keySize: 256,
  signatureAlgorithm: 'ECDSA-SHA256',
  role: 'leaf',
  selfSigned: false,
  position: 0,
};
const root: CertificateObservation = {
  ...leaf,
  fingerprint: 'b'.repeat(64),
  subject: 'CN=issuer',
  sans: [],
  sanCount: 0,
  keyAlgorithm: 'Ed25519',
  keySize: undefined,
  role: 'root',
  selfSigned: true,
  position: 1,
};

function served(
  certificates: CertificateObservation[],
  more: Partial<KeyCertificatesObservation> = {},
) {
  return key('tls.crt', 'public', {
    class: 'public',
    certificates: {
      format: 'pem',
      certificates,
      count: certificates.length,
      keyMatches: 'yes',
      chainOrder: 'right',
      notes: [],
      ...more,
    },
  });
}

describe.each(databases.eachSupportedId())('certificates on %s', databaseId => {
  async function create() {
    const test = await createTestInventory(databaseId);
    const { knex } = test;
    const subjects = async () =>
      (
        await knex('certificates as c')
          .join('secrets as s', 's.id', 'c.secret_id')
          .orderBy(['s.name', 'c.key', 'c.position'])
          .select('s.name', 'c.key', 'c.position', 'c.subject')
      ).map(row => Object.values(row).join(' '));
    return { ...test, subjects };
  }

  it('are stored with all that is public of them', async () => {
    const { knex, sync } = await create();
    const note = {
      code: 'truncated' as const,
      where: 'line 40',
      message: 'It ends too soon.',
      remedy: 'Store it again.',
    };
    await sync(SECRETS, [
      secret('a', 'tls', { keys: [served([leaf, root], { notes: [note] })] }),
      secret('a', 'plain'),
    ]);
    const { id } = await knex('secrets').where({ name: 'tls' }).first('id');
    const place = { source_id: 'prod', secret_id: id, key: 'tls.crt' };
    expect(await knex('key_certificates')).toEqual([
      {
        ...place,
        format: 'pem',
        count: 2,
        key_matches: 'yes',
        chain_order: 'right',
        notes: JSON.stringify([note]),
      },
    ]);
    const [first, second] = await knex('certificates').orderBy('position');
    expect(first).toEqual({
      ...place,
      position: 0,
      fingerprint: leaf.fingerprint,
      subject: leaf.subject,
      issuer: leaf.issuer,
      serial: leaf.serial,
      sans: JSON.stringify(leaf.sans),
      san_count: 2,
      not_before: '2026-01-01T00:00:00.000Z',
      not_after: '2056-04-01T00:00:00.000Z',
      key_algorithm: 'EC',
      key_size: 256,
      signature_algorithm: 'ECDSA-SHA256',
      role: 'leaf',
      self_signed: first.self_signed,
    });
    expect(Boolean(first.self_signed)).toBe(false);
    expect(second).toMatchObject({ key_size: null, role: 'root' });
    expect(Boolean(second.self_signed)).toBe(true);
  });

  it('follow their secret: replaced, gone with their key, told of once more', async () => {
    const { sync, apply, subjects } = await create();
    const holding = (version: string, keys = [served([leaf, root])]) =>
      secret('a', 'tls', { version, keys });
    await sync(SECRETS, [holding('1'), secret('a', 'other')]);
    expect(await subjects()).toEqual([
      'tls tls.crt 0 CN=shop.example.com',
      'tls tls.crt 1 CN=issuer',
    ]);
    const renewed = { ...leaf, subject: 'CN=renewed', position: 0 };
    await apply(batch(SECRETS, [holding('2', [served([renewed])])]));
    expect(await subjects()).toEqual(['tls tls.crt 0 CN=renewed']);
    await apply(batch(SECRETS, [holding('3', [key('password', 'x')])]));
    expect(await subjects()).toEqual([]);
    await apply(
      batch(SECRETS, [
        holding('4', [key('password', 'x'), served([leaf])]),
        secret('a', 'other', { version: '2', keys: [served([root])] }),
      ]),
    );
    expect(await subjects()).toEqual([
      'other tls.crt 1 CN=issuer',
      'tls tls.crt 0 CN=shop.example.com',
    ]);
  });

  it('of stored secrets are read again by a newer classifier alone', async () => {
    const { sync, subjects } = await create();
    await sync(SECRETS, [
      secret('a', 'tls', {
        keys: [key('tls.crt', 'public')],
        classifierVersion: 1,
      }),
    ]);
    expect(await subjects()).toEqual([]);
    await sync(SECRETS, [secret('a', 'tls', { keys: [served([leaf])] })]);
    expect(await subjects()).toEqual(['tls tls.crt 0 CN=shop.example.com']);
  });

  it('are deleted with their secret and with their source', async () => {
    const { knex, sync, apply } = await create();
    await sync(SECRETS, [
      secret('a', 'tls', { keys: [served([leaf])] }),
      secret('a', 'stays', { keys: [served([root])] }),
    ]);
    await apply(
      batch(SECRETS, [], {
        gone: ['kubernetes:prod/a/tls'],
        observedAt: at(20),
      }),
    );
    await forgetOld(knex, { now: Date.parse(at(20)) + 401 * DAY_MS });
    const left = async (table: string) =>
      Number((await knex(table).count({ count: '*' }))[0].count);
    expect(await left('certificates')).toBe(1);
    expect(await left('key_certificates')).toBe(1);
    await knex('sources').update({ retired_at: at(30) });
    await forgetOld(knex, { now: Date.parse(at(30)) + 8 * DAY_MS });
    expect(await left('certificates')).toBe(0);
    expect(await left('key_certificates')).toBe(0);
  });

  it('cost no statement where there are none, and the same few where there are', async () => {
    const { knex, sync, apply } = await create();
    const count = async (task: () => Promise<void>) => {
      const statements: string[] = [];
      const note = ({ sql }: { sql: string }) => statements.push(sql);
      knex.on('query', note);
      await task();
      knex.removeListener('query', note);
      return {
        all: statements.length,
        own: statements.filter(sql =>
          /(into|delete from) (key_)?certificates/.test(sql),
        ).length,
      };
    };
    const many = (version: string, holds: boolean) =>
      Array.from({ length: 50 }, (_, i) =>
        secret('a', `s-${i}`, {
          version,
          keys: holds ? [served([leaf])] : [key('password', `p${i}`)],
        }),
      );
    expect((await count(() => sync(SECRETS, many('1', false)))).own).toBe(0);
    const plain = await count(() => apply(batch(SECRETS, many('2', false))));
    expect(plain.own).toBe(0);
    await apply(batch(SECRETS, many('3', true)));
    const replaced = await count(() => apply(batch(SECRETS, many('4', true))));
    expect(replaced.own).toBe(4);
    expect(replaced.all).toBe(plain.all + 4);
  });
});
