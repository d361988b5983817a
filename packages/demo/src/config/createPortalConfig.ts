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

import { resolve } from 'node:path';
import {
  coreServices,
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { ConfigSources, StaticConfigSource } from '@backstage/config-loader';
import { peopleFile, startEstate } from '@internal/estate';
import { createGitHost } from '../git';
import { type DemoOptions } from './readDemoOptions';
import { realConfig } from './realConfig';
import { simulatedConfig } from './simulatedConfig';
import { withPeople } from './withPeople';

/**
 * The configuration of the portal: the adopter's app-config.yaml, the demo's
 * overlay, what is known only now (addresses, clusters), and last the files
 * named on the command line.
 */
export async function createPortalConfig(options: DemoOptions) {
  const folder = resolvePackagePath('demo');
  const overlay = options.personas ? ['app-config.demo.yaml'] : [];
  const baseUrl = `http://127.0.0.1:${options.port}`;
  const data = {
    app: { baseUrl: options.appUrl },
    backend: {
      baseUrl,
      // Nobody else on the network gets to see the portal.
      listen: { host: '127.0.0.1', port: options.port },
      cors: { origin: options.appUrl },
      ...(options.database && {
        database: {
          client: 'better-sqlite3',
          connection: { directory: options.database },
        },
      }),
    },
  };
  const estate = options.real ? undefined : await startEstate();
  const gitHost = estate && createGitHost(estate, { baseUrl });
  const clusters = estate
    ? simulatedConfig(estate, gitHost!)
    : await realConfig(options, folder);

  const configured = ConfigSources.merge([
    ...['../../app-config.yaml', ...overlay].map(file =>
      ConfigSources.default({
        argv: ['--config', resolve(folder, file)],
        // Variables named APP_CONFIG_ are for the portal of an adopter.
        env: {},
      }),
    ),
    StaticConfigSource.create({ data: clusters, context: 'demo clusters' }),
    ...options.configFiles.map(file =>
      ConfigSources.default({ argv: ['--config', file] }),
    ),
    StaticConfigSource.create({ data, context: 'demo addresses' }),
  ]);
  const source = await withPeople(
    configured,
    options.personas ? peopleFile : resolve(folder, 'catalog/operator.yaml'),
  );

  return {
    personas: options.personas,
    /** Set where the portal shows the simulated estate. */
    estate,
    /** Of the simulated company. */
    gitHost,
    configServiceFactory: createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => ConfigSources.toConfig(source),
    }),
  };
}
