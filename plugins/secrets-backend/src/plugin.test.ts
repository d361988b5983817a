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

import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  secretsKubernetesKindsExtensionPoint,
  secretsRulesExtensionPoint,
  secretsSourcesExtensionPoint,
  type KubernetesKind,
  type SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import type { ResourceRule } from '@keyward/findings';
import type { Knex } from 'knex';
import { batch, secret } from './__testUtils__/observations';
import { databases } from './__testUtils__/testInventory';
import { storeSealed, toyVaultSource } from './__testUtils__/toyVault';
import secretsPlugin from '.';

jest.setTimeout(60_000);

/** A module as a system's would be: one source, and one kind that it asks for. */
function createModule() {
  const runs: SourceRun[] = [];
  let kinds: KubernetesKind[] = [];
  const feature = createBackendModule({
    pluginId: 'secrets',
    moduleId: 'test',
    register(reg) {
      reg.registerInit({
        deps: {
          sources: secretsSourcesExtensionPoint,
          kubernetesKinds: secretsKubernetesKindsExtensionPoint,
        },
        async init({ sources, kubernetesKinds }) {
          const kind = { group: 'x.example', resource: 'things' };
          kubernetesKinds.addKinds(kind, { ...kind });
          kinds = kubernetesKinds.getKinds();
          sources.addSourceProvider({
            getSources: async () => [
              {
                id: 'prod',
                kind: 'test',
                title: 'Production',
                async run(run) {
                  runs.push(run);
                  await run.apply(
                    batch('v1/secrets', [secret('a', 'one')], {
                      generation: 'g',
                      complete: true,
                    }),
                  );
                  await run.report({ state: 'live' });
                  await new Promise<void>(resolve => {
                    run.signal.addEventListener('abort', () => resolve());
                  });
                },
              },
            ],
          });
        },
      });
    },
  });
  return { feature, runs, kinds: () => kinds };
}

async function until(check: () => Promise<void>) {
  for (const deadline = Date.now() + 10_000; ; ) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** A module for a system that Keyward knows nothing of, with rules of its own. */
function createToyVault(...rules: ResourceRule[]) {
  return createBackendModule({
    pluginId: 'secrets',
    moduleId: 'toy-vault',
    register(reg) {
      reg.registerInit({
        deps: {
          sources: secretsSourcesExtensionPoint,
          ruleSet: secretsRulesExtensionPoint,
        },
        async init({ sources, ruleSet }) {
          const source = toyVaultSource({
            sealed: true,
            secrets: [{ path: ['prod'], name: 'db' }],
          });
          sources.addSourceProvider({ getSources: async () => [source] });
          ruleSet.addRules(...rules);
        },
      });
    },
  });
}

describe.each(databases.eachSupportedId())(
  'secretsPlugin on %s',
  databaseId => {
    it('takes a system with its rules by the extension points alone', async () => {
      const knex: Knex = await databases.init(databaseId);
      const features = [
        secretsPlugin,
        catalogServiceMock.factory(),
        createServiceFactory({
          service: coreServices.database,
          deps: {},
          factory: () => ({ getClient: async () => knex }),
        }),
        mockServices.rootConfig.factory({ data: {} }),
      ];
      const backend = await startTestBackend({
        features: [...features, createToyVault(storeSealed)],
      });
      await until(async () =>
        expect(await knex('findings').pluck('rule')).toContain(
          'vault-store-sealed',
        ),
      );
      const [source] = await knex('sources').select('kind', 'secret_count');
      expect([source.kind, Number(source.secret_count)]).toEqual(['vault', 1]);
      await backend.stop();
      await expect(
        startTestBackend({
          features: [
            ...features,
            createToyVault({ ...storeSealed, id: 'weak-value' }),
          ],
        }),
      ).rejects.toThrow('There are two rules with the id weak-value');
    });

    it('runs the sources of modules, and lets them go when it ends', async () => {
      const knex: Knex = await databases.init(databaseId);
      const module = createModule();
      const backend = await startTestBackend({
        features: [
          secretsPlugin,
          module.feature,
          catalogServiceMock.factory(),
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          mockServices.rootConfig.factory({ data: {} }),
        ],
      });
      expect(module.kinds()).toEqual([
        { group: 'x.example', resource: 'things' },
      ]);
      await until(async () =>
        expect(await knex('sources').select('id', 'state')).toEqual([
          { id: 'prod', state: 'live' },
        ]),
      );
      expect(await knex('secrets').select('name')).toEqual([{ name: 'one' }]);
      await backend.stop();
      expect(module.runs[0].signal.aborted).toBe(true);
      expect(await knex('source_leases').first('holder')).toEqual({
        holder: null,
      });
    });
  },
);

describe.each(
  databases.eachSupportedId().filter(([id]) => id.startsWith('POSTGRES')),
)('secretsPlugin on %s, as the portal gives it', databaseId => {
  const prefix = 'keyward_division_';

  /** Where plugins have their own database or schema, as the configuration says. */
  async function start(pluginDivisionMode: string) {
    const own: Knex = await databases.init(databaseId);
    const { host, port, user, password, database } =
      own.client.config.connection;
    const connection = { host, port, user, password, database };
    const module = createModule();
    const backend = await startTestBackend({
      features: [
        secretsPlugin,
        module.feature,
        catalogServiceMock.factory(),
        databaseServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: {
                client: 'pg',
                connection,
                prefix,
                pluginDivisionMode,
              },
            },
          },
        }),
      ],
    });
    return { backend, own };
  }

  it('keeps to its schema', async () => {
    const { backend, own } = await start('schema');
    const inSchema = own.withSchema('secrets');
    await until(async () => {
      const source = await inSchema.clone().from('sources').first('state');
      expect(source).toEqual({ state: 'live' });
    });
    expect(await inSchema.clone().from('secrets').select('name')).toEqual([
      { name: 'one' },
    ]);
    const elsewhere = await own('information_schema.tables')
      .whereNotIn('table_schema', [
        'secrets',
        'information_schema',
        'pg_catalog',
      ])
      .select('table_schema', 'table_name');
    expect(elsewhere).toEqual([]);
    await backend.stop();
  });

  it('keeps to its database', async () => {
    const { backend, own } = await start('database');
    const there = await own('pg_database').where({
      datname: `${prefix}secrets`,
    });
    expect(there).toHaveLength(1);
    const none = await own('information_schema.tables').where({
      table_schema: 'public',
    });
    expect(none).toEqual([]);
    await backend.stop();
    await own.raw('drop database ?? with (force)', [`${prefix}secrets`]);
  });
});
