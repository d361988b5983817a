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

import { parseArgs } from 'node:util';
import { InputError } from '@backstage/errors';

/** What `npm start` was asked for. */
export interface DemoOptions {
  port: number;
  /** Where people open the portal: the front end's address. */
  appUrl: string;
  /** Configuration files that lie over the demo's, absolute. */
  configFiles: string[];
  /** Real clusters instead of the simulated estate. */
  real?: RealClusters;
  /** A folder that keeps the database; without it, it is in memory. */
  database?: string;
  /** Offer personas, although the clusters are real. */
  personas: boolean;
}

/** Clusters named by a kubeconfig file that somebody put on the command line. */
export interface RealClusters {
  kubeconfig?: string;
  contexts: string[];
}

const DEFAULT_PORT = 7007;

export function readDemoOptions(args: string[]): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      'app-url': { type: 'string' },
      database: { type: 'string' },
      config: { type: 'string', multiple: true },
      kubeconfig: { type: 'string' },
      context: { type: 'string', multiple: true },
      personas: { type: 'boolean' },
    },
  });
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(`--port ${values.port} is not a port`);
  }
  const contexts = values.context ?? [];
  if (values.kubeconfig && contexts.length === 0) {
    throw new InputError(
      '--kubeconfig needs --context: Keyward reads only clusters that are named',
    );
  }
  if (contexts.length > 0 && !values.kubeconfig) {
    throw new InputError(
      '--context needs --kubeconfig: Keyward opens no kubeconfig unasked',
    );
  }
  const configFiles = values.config ?? [];
  const real =
    values.kubeconfig || configFiles.length > 0
      ? { kubeconfig: values.kubeconfig, contexts }
      : undefined;
  return {
    port,
    appUrl: values['app-url'] ?? `http://127.0.0.1:${port}`,
    configFiles,
    real,
    database: values.database,
    personas: values.personas ?? real === undefined,
  };
}
