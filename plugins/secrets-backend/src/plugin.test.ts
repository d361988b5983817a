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

import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  secretsAuditReadersExtensionPoint,
  secretsKubernetesKindsExtensionPoint,
  secretsSourcesExtensionPoint,
  type KubernetesKind,
  type SourceRun,
} from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { batch, secret } from './__testUtils__/observations';
import { databases } from './__testUtils__/testInventory';
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
          auditReaders: secretsAuditReadersExtensionPoint,
        },
        async init({ sources, kubernetesKinds, auditReaders }) {
          const kind = { group: 'x.example', resource: 'things' };
          kubernetesKinds.addKinds(kind, { ...kind });
          kinds = kubernetesKinds.getKinds();
          auditReaders.addAuditReader({ sourceId: 'prod' });
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

describe.each(databases.eachSupportedId())(
  'secretsPlugin on %s',
  databaseId => {
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
      const deadline = Date.now() + 10_000;
      let state: string | undefined;
      while (state !== 'live' && Date.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 50));
        ({ state } = (await knex('sources').first('state')) ?? {});
      }
      expect(await knex('sources').select('id', 'state')).toEqual([
        { id: 'prod', state: 'live' },
      ]);
      expect(await knex('secrets').select('name')).toEqual([{ name: 'one' }]);
      await backend.stop();
      expect(module.runs[0].signal.aborted).toBe(true);
      expect(await knex('source_leases').first('holder')).toEqual({
        holder: null,
      });
    });
  },
);
