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
import {
  batch,
  key,
  object,
  secret,
  START,
} from '../../__testUtils__/observations';
import {
  createTestInventory,
  databases,
} from '../../__testUtils__/testInventory';
import { DatabaseRotationStore } from './DatabaseRotationStore';

jest.setTimeout(60_000);

const all = { all: true as const };
const note = {
  code: 'private-key-locked' as const,
  where: 'private key',
  message: 'It is locked.',
  remedy: 'Give its password.',
};

function certificate(
  name: string,
  overrides: Partial<CertificateObservation> = {},
): CertificateObservation {
  return {
    fingerprint: 'a'.repeat(64),
    subject: `CN=${name}`,
    issuer: 'CN=issuer',
    serial: '1',
    sans: [`DNS:${name}.example.com`],
    sanCount: 1,
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    keyAlgorithm: 'EC',
    keySize: 256,
    signatureAlgorithm: 'ECDSA-SHA256',
    role: 'leaf',
    selfSigned: false,
    position: 0,
    ...overrides,
  };
}

function holding(
  name: string,
  certificates: CertificateObservation[],
  verdicts: Partial<KeyCertificatesObservation> = {},
) {
  return secret('a', name, {
    keys: [
      key('tls.crt', name, {
        class: 'public',
        certificates: {
          format: 'pem',
          certificates,
          count: certificates.length,
          notes: [],
          ...verdicts,
        },
      }),
    ],
  });
}

const root = { role: 'root' as const, selfSigned: true };

describe.each(databases.eachSupportedId())(
  'certificates of secrets on %s',
  databaseId => {
    async function createWorld() {
      const test = await createTestInventory(databaseId);
      await test.sync('v1/secrets', [
        holding(
          'chain',
          [
            certificate('leaf'),
            certificate('ca', { ...root, position: 1, keySize: undefined }),
          ],
          { keyMatches: 'yes', chainOrder: 'right' },
        ),
        holding('bundle', [certificate('authority', root)]),
        holding(
          'issuer',
          [
            certificate('own-ca', {
              ...root,
              notAfter: '2026-06-01T00:00:00.000Z',
            }),
          ],
          { keyMatches: 'yes' },
        ),
        holding('locked', [], { format: 'pkcs12', notes: [note] }),
        secret('a', 'plain'),
        holding('gone', [certificate('gone')]),
      ]);
      await test.sync('cert-manager.io/v1/certificates', [
        object('Certificate', 'a', 'web', {
          apiGroup: 'cert-manager.io',
          deliveries: [{ namespace: 'a', name: 'chain' }],
          status: { ready: 'true' },
          detail: {
            issuer: 'ClusterIssuer/letsencrypt',
            renewalTime: '2026-12-01T00:00:00.000Z',
          },
        }),
      ]);
      await test.apply(
        batch('v1/secrets', [], { gone: ['kubernetes:prod/a/gone'] }),
      );
      const rotation = new DatabaseRotationStore({
        knex: test.knex,
        now: () => START,
      });
      const idOf = async (name: string) =>
        (await test.knex('secrets').where({ name }).first('id')).id;
      return { ...test, rotation, idOf };
    }

    const renewal = {
      name: 'web',
      issuer: 'ClusterIssuer/letsencrypt',
      ready: 'true',
      renewalTime: '2026-12-01T00:00:00.000Z',
    };

    it('are told of one with all that is public of them', async () => {
      const { store, idOf } = await createWorld();
      const chain = await store.getSecret(await idOf('chain'), all);
      expect(chain?.certificates).toEqual([
        {
          name: 'tls.crt',
          certificates: {
            format: 'pem',
            count: 2,
            keyMatches: 'yes',
            chainOrder: 'right',
            notes: [],
            certificates: [
              certificate('leaf'),
              certificate('ca', { ...root, position: 1, keySize: undefined }),
            ],
          },
        },
      ]);
      expect(chain?.renewal).toEqual(renewal);
      const locked = await store.getSecret(await idOf('locked'), all);
      expect(locked?.certificates).toEqual([
        {
          name: 'tls.crt',
          certificates: {
            format: 'pkcs12',
            count: 0,
            notes: [note],
            certificates: [],
          },
        },
      ]);
      expect(locked?.renewal).toBeUndefined();
      for (const name of ['plain', 'gone']) {
        expect(
          (await store.getSecret(await idOf(name), all))?.certificates,
        ).toEqual([]);
      }
    });

    it('are listed as far as they end before an instant', async () => {
      const { rotation } = await createWorld();
      const namesBefore = async (endBefore: string) => {
        const { items, totalItems } = await rotation.listCertificates({
          visibility: all,
          endBefore,
          withTotal: true,
        });
        expect(totalItems).toBe(items.length);
        return items.map(({ secret: { name } }) => name);
      };
      expect(await namesBefore('2026-06-01T00:00:00.000Z')).toEqual([]);
      expect(await namesBefore('2026-06-01T00:00:00.001Z')).toEqual(['issuer']);
      expect(await namesBefore('2027-01-02T00:00:00.000Z')).toEqual([
        'issuer',
        'chain',
      ]);
    });

    it('are listed that something is served with, page by page', async () => {
      const { rotation } = await createWorld();
      const page = await rotation.listCertificates({
        visibility: all,
        limit: 1,
        withTotal: true,
      });
      expect(page).toMatchObject({
        totalItems: 2,
        items: [{ secret: { name: 'issuer' }, key: 'tls.crt' }],
      });
      const next = await rotation.listCertificates({
        visibility: all,
        limit: 1,
        cursor: page.nextCursor,
      });
      expect(next.nextCursor).toBeUndefined();
      expect(next.items).toEqual([
        {
          secret: expect.objectContaining({ name: 'chain', sourceId: 'prod' }),
          key: 'tls.crt',
          certificate: certificate('leaf'),
          renewal,
          ownerRefs: [],
        },
      ]);
    });

    it('are hidden from who may not see their secret', async () => {
      const { rotation, store, idOf } = await createWorld();
      const visibility = { namespaces: ['b'] };
      const { items } = await rotation.listCertificates({ visibility });
      expect(items).toEqual([]);
      expect(
        await store.getSecret(await idOf('chain'), visibility),
      ).toBeUndefined();
    });
  },
);
