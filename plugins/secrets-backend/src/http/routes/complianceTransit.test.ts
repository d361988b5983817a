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

import type { TransitSecurity } from '@keyward/observation';
import {
  at,
  batch,
  key,
  object,
  secret,
} from '../../__testUtils__/observations';
import { createTestApi } from '../../__testUtils__/testApi';
import { analyseAll, createTestEngine } from '../../__testUtils__/testEngine';
import {
  createTestInventory,
  databases,
  type TestInventory,
} from '../../__testUtils__/testInventory';

jest.setTimeout(60_000);

const CHECKS = [
  'connections-encrypted',
  'ingress-encrypted',
  'stores-encrypted',
] as const;

const ESO = { apiGroup: 'external-secrets.io' };
const NETWORK = { apiGroup: 'networking.k8s.io' };

describe.each(databases.eachSupportedId())(
  'compliance of what is in transit, on %s',
  databaseId => {
    let test: TestInventory;
    let versions = 0;
    let api: Awaited<ReturnType<typeof createTestApi>>;

    beforeEach(async () => {
      test = await createTestInventory(databaseId);
      await test
        .knex('sources')
        .update({ observed_since: at(0), unlisted_kinds: '[]' });
      api = await createTestApi({ test, policy: undefined, entities: [] });
    });

    afterEach(async () => {
      await test.knex.destroy();
    });

    const connection = (name: string, transit?: TransitSecurity) =>
      key(name, `f-${name}`, { class: 'connection-string', transit });

    async function tell(
      transit: TransitSecurity,
      { host = 'shop.example.com' } = {},
    ) {
      const detail = { transit, hosts: [host] };
      const version = `${(versions += 1)}`;
      await test.sync('v1/secrets', [
        secret('production', 'db', {
          version,
          keys: [connection('url', transit)],
        }),
      ]);
      await test.sync('networking.k8s.io/v1/ingresses', [
        object('Ingress', 'production', 'shop', {
          ...NETWORK,
          version,
          detail,
        }),
        // Nothing is asked of it.
        object('Ingress', 'production', 'solver', NETWORK),
      ]);
      await test.sync('external-secrets.io/v1/secretstores', [
        object('SecretStore', 'production', 'vault', {
          ...ESO,
          version,
          detail,
        }),
      ]);
      await analyseAll(createTestEngine(test), test.fence);
    }

    async function verdicts(path = '/compliance') {
      const { status, body } = await api.ask('platform', path);
      expect(status).toBe(200);
      const verdictOf = (id: string) =>
        body.checks.find((check: any) => check.id === id).verdict;
      return CHECKS.map(verdictOf);
    }

    async function rows(check: string, verdict: string) {
      const { status, body } = await api.ask(
        'platform',
        `/compliance/evidence?check=${check}&verdict=${verdict}`,
      );
      expect(status).toBe(200);
      expect(body.totalItems).toBe(body.items.length);
      return body.items.map((row: any) =>
        [row.kind, row.namespace, row.name, row.key, row.text]
          .filter(Boolean)
          .join(' '),
      );
    }

    it('fails by what is in plaintext, with a finding or a row for each, and passes its twin', async () => {
      await tell('plaintext');
      expect(await verdicts()).toEqual(['fail', 'fail', 'fail']);
      const { body } = await api.ask('platform', '/findings');
      expect(body.items).toMatchObject([
        {
          rule: 'insecure-connection',
          item: 'url',
          severity: 'high',
          evidence: { transit: 'plaintext' },
        },
      ]);
      expect(await rows('connections-encrypted', 'fail')).toEqual([
        'key production db url The connection string does not ask for verified TLS.',
      ]);
      expect(await rows('ingress-encrypted', 'fail')).toEqual([
        'object production Ingress/shop A host is served without TLS.',
      ]);
      expect(await rows('stores-encrypted', 'fail')).toEqual([
        'object production SecretStore/vault The secret manager is reached without TLS.',
      ]);
      await tell('encrypted');
      expect(await verdicts()).toEqual(['pass', 'pass', 'pass']);
      expect((await api.ask('platform', '/findings')).body.items).toEqual([]);
      for (const check of CHECKS) {
        expect(await rows(check, 'fail')).toEqual([]);
        expect(await rows(check, 'unknown')).toEqual([]);
      }
    });

    it.each<[TransitSecurity, string, string | undefined]>([
      ['optional', 'fail', 'medium'],
      ['unverified', 'fail', 'medium'],
      ['unstated', 'unknown', undefined],
      ['local', 'not-applicable', undefined],
    ])('says of %s that it is %s', async (transit, verdict, severity) => {
      await tell(transit);
      expect(await verdicts()).toEqual([verdict, verdict, verdict]);
      const { items } = (await api.ask('platform', '/findings')).body;
      expect(items.map((each: any) => each.severity)).toEqual(
        severity ? [severity] : [],
      );
      for (const check of CHECKS) {
        const expected = verdict === 'not-applicable' ? 0 : 1;
        const asked = verdict === 'fail' ? 'fail' : 'unknown';
        expect(await rows(check, asked)).toHaveLength(expected);
      }
    });

    it('is unknown where nobody looks, and where a kind is not seen', async () => {
      await tell('encrypted');
      await test.sync('v1/secrets', [
        secret('production', 'db', {
          taken: 'metadata',
          version: 'metadata',
          keys: [key('url', '', { class: 'other', fingerprint: undefined })],
        }),
      ]);
      await test.knex('sources').update({
        unlisted_kinds: JSON.stringify([
          { name: 'clustersecretstores.external-secrets.io' },
          { name: 'ingresses.networking.k8s.io', namespaces: ['a'] },
        ]),
      });
      expect(await verdicts()).toEqual(['unknown', 'unknown', 'unknown']);
      for (const check of CHECKS) {
        expect(await rows(check, 'unknown')).toHaveLength(1);
      }
      await tell('plaintext');
      expect(await verdicts()).toEqual(['fail', 'fail', 'fail']);
    });

    it('is unknown of a connection string that an earlier version observed', async () => {
      await test.sync('v1/secrets', [
        secret('production', 'db', { keys: [connection('url')] }),
      ]);
      await analyseAll(createTestEngine(test), test.fence);
      expect((await verdicts())[0]).toBe('unknown');
      expect(await rows('connections-encrypted', 'unknown')).toEqual([
        'key production db url Whether its connection strings ask for TLS is not known.',
      ]);
    });

    it('lists all objects, page by page', async () => {
      await tell('plaintext');
      const ingresses = (transit: TransitSecurity, count: number) =>
        Array.from({ length: count }, (_, index) =>
          object('Ingress', 'production', `${transit}-${index}`, {
            ...NETWORK,
            detail: { transit, hosts: ['shop.example.com'] },
          }),
        );
      await test.sync('networking.k8s.io/v1/ingresses', [
        ...ingresses('plaintext', 501),
        ...ingresses('encrypted', 3),
        ...ingresses('unstated', 2),
      ]);
      const names: string[] = [];
      let cursor = '';
      do {
        const { status, body } = await api.ask(
          'platform',
          `/compliance/evidence?check=ingress-encrypted&verdict=fail&limit=200${
            cursor && `&cursor=${encodeURIComponent(cursor)}`
          }`,
        );
        expect(status).toBe(200);
        expect(body.totalItems).toBe(501);
        names.push(...body.items.map(({ name }: any) => name));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      expect(new Set(names).size).toBe(501);
      expect(names).toHaveLength(501);
      expect(names.every(name => name.startsWith('Ingress/plaintext-'))).toBe(
        true,
      );
      expect(await rows('ingress-encrypted', 'unknown')).toHaveLength(2);
    });

    it('is counted again when a single object changes, comes or goes', async () => {
      await tell('encrypted');
      const large = await createTestApi({
        test,
        policy: undefined,
        entities: [],
        compliance: { liveSecrets: -1 },
      });
      const counted = async () => {
        await large.recountChanged();
        const { body } = await large.ask('platform', '/compliance');
        return CHECKS.slice(1).map(
          id => body.checks.find((check: any) => check.id === id).verdict,
        );
      };
      expect(await counted()).toEqual(['pass', 'pass']);
      const stream = 'networking.k8s.io/v1/ingresses';
      const ingress = (transit: TransitSecurity) =>
        object('Ingress', 'production', 'other', {
          ...NETWORK,
          version: `${(versions += 1)}`,
          detail: { transit },
        });
      await test.apply(batch(stream, [ingress('encrypted')]));
      expect(await counted()).toEqual(['pass', 'pass']);
      await test.apply(batch(stream, [ingress('plaintext')]));
      expect(await counted()).toEqual(['fail', 'pass']);
      await test.apply(
        batch('external-secrets.io/v1/secretstores', [
          object('SecretStore', 'production', 'vault', {
            ...ESO,
            version: `${(versions += 1)}`,
            detail: { transit: 'plaintext' },
          }),
        ]),
      );
      expect(await counted()).toEqual(['fail', 'fail']);
      await test.apply(batch(stream, [], { gone: [ingress('local').ref] }));
      expect(await counted()).toEqual(['pass', 'fail']);
    });

    it('cannot be told otherwise by a name', async () => {
      await tell('plaintext', { host: '","transit":"encrypted","x":"' });
      expect(await verdicts()).toEqual(['fail', 'fail', 'fail']);
    });

    it('of a source that is lost is unknown, and says nothing of clusters to a team', async () => {
      await tell('encrypted');
      const [, ...ofClusters] = await verdicts('/compliance?owner=none');
      expect(ofClusters).toEqual(['unknown', 'unknown']);
      await test.knex('sources').update({ heartbeat_at: at(0) });
      test.clock.minutes += 60;
      expect(await verdicts()).toEqual(['unknown', 'unknown', 'unknown']);
    });

    it('keeps the word alone', async () => {
      await tell('plaintext');
      const [{ transit }] = await test.knex('secret_keys').select('transit');
      expect(transit).toBe('plaintext');
    });
  },
);
