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

// A system that Keyward knows nothing of is a folder: its source and its rules, and no
// edit elsewhere. See __testUtils__/toyVault.
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  createSecretConditionalDecision,
  secretConditions,
} from '@keyward/backstage-plugin-secrets-node';
import type { ResourceRule } from '@keyward/findings';
import { formatObjectRef } from '@keyward/observation';
import { batch, object, reference } from './__testUtils__/observations';
import { createTestApi, type TestPolicy } from './__testUtils__/testApi';
import { analyseAll, createTestEngine } from './__testUtils__/testEngine';
import {
  addSource,
  createTestInventory,
  databases,
} from './__testUtils__/testInventory';
import { component, mark } from './__testUtils__/testLinker';
import {
  storeSealed,
  toyVaultSource,
  type ToyVault,
} from './__testUtils__/toyVault';
import type { AccessConfig } from './permissions';

jest.setTimeout(120_000);

const PAYMENTS = ['prod', 'payments'];
const CHECKOUT = ['prod', 'checkout'];

const vaultOf = (changes: Partial<ToyVault> = {}): ToyVault => ({
  sealed: true,
  secrets: [
    ...['db', 'api', 'queue', 'a/b', 'smtp', 'tls'].map(name => ({
      path: PAYMENTS,
      name,
    })),
    ...['db', 'api', 'queue', 'cache'].map(name => ({ path: CHECKOUT, name })),
  ],
  ...changes,
});

const DB = 'vault:main/secret/prod/payments/db';

const conditional =
  (
    condition: Parameters<typeof createSecretConditionalDecision>[1],
  ): TestPolicy =>
  ({ permission }) =>
    permission.name === 'secrets.secret.read'
      ? createSecretConditionalDecision(permission as any, condition)
      : { result: AuthorizeResult.ALLOW };

describe.each(databases.eachSupportedId())(
  'a system that is a folder, on %s',
  databaseId => {
    async function setUp(options: {
      vault?: ToyVault;
      rules?: ResourceRule[];
      annotations?: Record<string, string>;
      access?: Partial<AccessConfig>;
      policy?: TestPolicy;
    }) {
      const test = await createTestInventory(databaseId);
      await addSource(test.knex, 'main', 'vault');
      const rules = options.rules ?? [storeSealed];
      const fence = { sourceId: 'main', fence: 1, system: 'vault' };
      const engine = createTestEngine(test, {
        resourceRules: rules,
        held: () => [fence],
      });
      const observe = async (vault: ToyVault) => {
        const source = toyVaultSource(vault);
        await source.run({
          signal: new AbortController().signal,
          cursors: {},
          apply: changes =>
            test.inventory.apply(
              { ...fence, attributes: source.attributes },
              changes,
            ),
          async report() {},
        });
        await analyseAll(engine, fence);
      };
      await observe(options.vault ?? vaultOf());
      const api = await createTestApi({
        test,
        rules,
        policy: options.policy,
        access: options.access,
        entities: [component('api', options.annotations ?? {})],
      });
      await api.link();
      const refs = async (caller: 'owner' | 'platform' | 'otherTeam') => {
        const { body } = await api.ask(caller, '/secrets?limit=50');
        return body.items.map(({ ref }: { ref: string }) => ref).sort();
      };
      return { test, fence, observe, api, refs };
    }

    it('has rows, each with its location and its attributes', async () => {
      const { api, refs } = await setUp({});
      expect(await refs('platform')).toHaveLength(10);
      expect(await refs('platform')).toContain(
        'vault:main/secret/prod/payments/a%2Fb',
      );
      expect(await refs('owner')).toEqual([]);
      const { body } = await api.ask('platform', '/secrets?q=payments db');
      expect(body.items).toEqual([
        expect.objectContaining({
          ref: DB,
          system: 'vault',
          namespace: 'secret/prod/payments',
          name: 'db',
          sourceTitle: 'Cluster main',
          keyNames: ['password'],
        }),
      ]);
      const detail = await api.ask(
        'platform',
        `/secrets/by-id/${body.items[0].id}`,
      );
      expect(detail.body.attributes).toEqual({ engine: 'kv', versions: 3 });
      // What uses it stands elsewhere.
      expect(detail.body.usage.state).toBe('unknown');
    });

    it('has a finding on a store, in the words of its rule, that ends with it', async () => {
      const { api, observe, test } = await setUp({
        vault: vaultOf({ marks: mark('owner', 'group:default/payments') }),
        annotations: { 'keyward.io/secrets': 'store:main/secret' },
      });
      const found = {
        rule: 'vault-store-sealed',
        severity: 'high',
        ownerRefs: ['group:default/payments'],
        secret: expect.objectContaining({
          ref: 'store:main/secret',
          kind: 'store',
          system: 'vault',
          name: 'secret',
        }),
        text: {
          title: 'Store is sealed',
          sentence: 'Nobody can read what is in secret while it is sealed',
          remedy: 'Unseal the Vault.',
          docsUrl: 'https://example.com/vault-store-sealed',
        },
      };
      for (const caller of ['owner', 'platform'] as const) {
        const { body } = await api.ask(caller, '/findings');
        expect(body.items).toEqual([expect.objectContaining(found)]);
        const one = await api.ask(
          caller,
          `/findings/by-id/${body.items[0].id}`,
        );
        expect(one.body).toMatchObject({ text: found.text });
        const { body: summary } = await api.ask(caller, '/findings/summary');
        expect(summary.byRule).toEqual([
          expect.objectContaining({
            value: 'vault-store-sealed',
            title: 'Store is sealed',
            count: 1,
          }),
        ]);
      }
      expect((await api.ask('otherTeam', '/findings')).body.items).toEqual([]);
      // It is no secret, whoever asks.
      const store = await test
        .knex('secrets')
        .where({ resource_kind: 'store' })
        .first('id');
      expect(
        (await api.ask('platform', `/secrets/by-id/${store.id}`)).status,
      ).toBe(404);
      const { body: numbers } = await api.ask('platform', '/secrets/summary');
      expect(numbers.total).toBe(10);

      await observe(vaultOf({ sealed: false }));
      expect((await api.ask('platform', '/findings')).body.items).toEqual([]);
      expect(await test.knex('findings').pluck('state')).toEqual(['resolved']);
    });

    it('keeps a finding whose rule fails, and lets go of what is gone', async () => {
      let fails = false;
      const { api, observe, fence, test } = await setUp({
        rules: [
          {
            ...storeSealed,
            judge: (...facts) => {
              if (fails) {
                throw new Error('no');
              }
              return storeSealed.judge(...facts);
            },
          },
        ],
      });
      const findings = async () =>
        (await api.ask('platform', '/findings')).body.items.length;
      expect(await findings()).toBe(1);
      fails = true;
      await observe(vaultOf({ sealed: false }));
      expect(await findings()).toBe(1);
      fails = false;
      await test.inventory.apply(
        fence,
        batch('mounts', [], {
          generation: 'g',
          complete: true,
          covers: { kind: 'store' },
        }),
      );
      await analyseAll(createTestEngine(test, { held: () => [fence] }), fence);
      expect(await findings()).toBe(0);
      expect(
        await test
          .knex('secrets')
          .where({ resource_kind: 'store' })
          .pluck('presence'),
      ).toEqual([0]);
    });

    it('gives entities what an administrator or a mark confirms', async () => {
      const listed = [DB, 'vault:main/secret/prod/checkout/db'].join(',');
      const scope = {
        ownerRef: 'group:default/payments',
        paths: [
          {
            source: { system: 'vault', id: 'main' },
            path: 'secret/prod/payments',
          },
        ],
      };
      const claimed = { 'keyward.io/secrets': listed };
      const byScope = await setUp({
        annotations: claimed,
        access: { scopes: [scope] },
      });
      expect(await byScope.refs('owner')).toEqual([DB]);
      expect(await byScope.refs('otherTeam')).toEqual([]);

      // A scope of namespaces, or a claim of one, is no word about a path of the same name.
      const byNamespace = await setUp({
        annotations: {
          ...claimed,
          'backstage.io/kubernetes-namespace': 'secret/prod/payments',
        },
        access: {
          scopes: [
            { ...scope, paths: [], namespaces: ['secret/prod/payments'] },
          ],
        },
      });
      expect(await byNamespace.refs('owner')).toEqual([]);

      const byMark = await setUp({
        vault: vaultOf({
          secrets: [
            {
              path: PAYMENTS,
              name: 'db',
              marks: mark('entity', 'component:default/api'),
            },
            { path: PAYMENTS, name: 'api' },
          ],
        }),
      });
      expect(await byMark.refs('owner')).toEqual([DB]);
    });

    it('is claimed and given by paths with stars', async () => {
      const given = (path: string) => ({
        scopes: [
          {
            ownerRef: 'group:default/payments',
            paths: [{ source: { system: 'vault', id: 'main' }, path }],
          },
        ],
      });
      const refsBy = async (claim: string, path: string) => {
        const { refs, api, test } = await setUp({
          annotations: { 'keyward.io/secrets': claim },
          access: given(path),
        });
        const claims = await api.ask(
          'owner',
          '/claims?entityRef=component:default/api',
        );
        const found = await refs('owner');
        await test.knex.destroy();
        return { found, status: claims.body.items?.[0]?.status };
      };
      const dbs = [
        'vault:main/secret/prod/checkout/db',
        'vault:main/secret/prod/payments/db',
      ];
      // A claim means what its stars mean; a scope gives what is below, too.
      expect(
        await refsBy('vault:main/secret/*/*/db', 'secret/prod'),
      ).toMatchObject({ found: dbs });
      expect(
        await refsBy('vault:main/secret/**/db', 'secret/*/payments'),
      ).toMatchObject({ found: [dbs[1]] });
      expect(
        (await refsBy('vault:main/secret/prod/**', 'secret/**/payments')).found,
      ).toHaveLength(6);
      // Clean twins: neither side alone, nor a star that stands for something else.
      expect(
        (await refsBy('vault:main/secret/*', 'secret/prod')).found,
      ).toEqual([]);
      expect(
        (await refsBy('vault:main/secret/prod/**', 'secret/*/shipping')).found,
      ).toEqual([]);
      expect(
        (await refsBy('vault:other/secret/prod/**', 'secret/prod')).found,
      ).toEqual([]);
    });

    it('is narrowed by conditions of a policy', async () => {
      const within = await setUp({
        policy: conditional(
          secretConditions.isInLocation({
            system: 'vault',
            locations: ['/secret/prod/payments/'],
          }),
        ),
      });
      expect(await within.refs('platform')).toHaveLength(6);
      // The store is at the top.
      expect(
        (await within.api.ask('platform', '/findings')).body.items,
      ).toEqual([]);
      const others = [
        secretConditions.isInLocation({
          system: 'vault',
          locations: ['secret/prod/pay', 'prod'],
        }),
        secretConditions.isInLocation({
          system: 'kubernetes',
          locations: ['secret/prod/payments'],
        }),
        secretConditions.isInNamespace({
          namespaces: ['secret/prod/payments'],
        }),
      ];
      for (const condition of others) {
        const { refs } = await setUp({ policy: conditional(condition) });
        expect(await refs('platform')).toEqual([]);
      }
    });

    it('tells what is missing where its source names all there is', async () => {
      const { fence, test, refs } = await setUp({});
      const job = (version: string, namespace: string) => ({
        ...object('Role', '', 'reader', {
          version,
          references: [reference(namespace, 'absent')],
        }),
        ref: formatObjectRef({
          sourceId: 'main',
          apiGroup: '',
          kind: 'Role',
          name: 'reader',
        }),
        namespace: undefined,
      });
      await test.inventory.apply(
        fence,
        batch('roles', [job('1', 'secret/prod/payments')]),
      );
      const missing = 'vault:main/secret/prod/payments/absent';
      expect(await refs('platform')).toContain(missing);
      // Of another mount nothing says that all was named.
      await test.inventory.apply(fence, batch('roles', [job('2', 'other')]));
      expect(await refs('platform')).toHaveLength(10);
    });

    it('stores of attributes what a schema names, and refuses what is not its own', async () => {
      const secretOf = (attributes: object) =>
        vaultOf({
          secrets: [
            { path: PAYMENTS, name: 'db', attributes: attributes as {} },
          ],
        });
      const { observe, test, fence } = await setUp({
        vault: secretOf({ versions: 1, engine: 'kv', password: 'c4n4ry' }),
      });
      expect(
        await test
          .knex('secrets')
          .where({ resource_kind: 'secret' })
          .pluck('attributes'),
      ).toEqual(['{"engine":"kv","versions":1}']);
      const refused = observe(secretOf({ versions: 'c4n4ry', engine: 'kv' }));
      await expect(refused).rejects.toThrow(
        'The attribute versions of a secret of main is not as its schema says',
      );
      await expect(
        test.inventory.apply(
          fence,
          batch('mounts', [
            {
              type: 'resource',
              kind: 'store',
              ref: 'store:other/secret',
              system: 'vault',
              location: [],
              name: 'secret',
            },
          ]),
        ),
      ).rejects.toThrow('The ref store:other/secret has to be');
    });
  },
);
