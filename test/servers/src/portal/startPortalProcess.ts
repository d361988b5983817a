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

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePorts } from '../cluster/freePorts';
import { packageFolder } from '../packageFolder';
import { ServerProcess } from '../process/ServerProcess';
import { forgetFolder, reapFolder } from '../process/startReaper';
import { PortalApi } from './PortalApi';

const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 10_000;

/** A portal in a process of its own. */
export interface PortalProcess {
  url: string;
  pid: number;
  /** What it has logged up to now. */
  log(): string;
  signIn(user: string): Promise<PortalApi>;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Options of {@link startPortalProcess}. */
export interface PortalProcessOptions {
  /** Configuration over that of the portal; without it, the simulated estate is shown. */
  config?: object;
  port?: number;
  /** A folder that keeps the database, instead of the one that is configured. */
  database?: string;
  /** Options of Node. */
  nodeArgs?: string[];
  logLevel?: 'debug' | 'info';
}

/** Starts packages/demo with personas, and resolves once it is ready. */
export async function startPortalProcess(
  options: PortalProcessOptions,
): Promise<PortalProcess> {
  const [port] = options.port ? [options.port] : await freePorts(1);
  const folder = await mkdtemp(join(tmpdir(), 'keyward-portal-'));
  // The configuration names credentials: nothing of it may be left behind.
  reapFolder(folder);
  const configFile = join(folder, 'app-config.yaml');
  if (options.config) {
    await writeFile(configFile, JSON.stringify(options.config), {
      mode: 0o600,
    });
  }
  const demo = join(dirname(dirname(packageFolder)), 'packages/demo');
  const logFile = join(folder, 'portal.log');
  const server = new ServerProcess({
    executable: process.execPath,
    args: [
      ...(options.nodeArgs ?? []),
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--no-node-snapshot',
      join(demo, 'src/index.ts'),
      '--port',
      String(port),
      ...(options.database ? ['--database', options.database] : []),
      ...(options.config ? ['--personas', '--config', configFile] : []),
    ],
    logFile,
    cwd: demo,
    env: {
      NODE_ENV: 'development',
      KUBECONFIG: undefined,
      LOG_LEVEL: options.logLevel,
      // Jest sets these for its own processes.
      JEST_WORKER_ID: undefined,
      NODE_OPTIONS: undefined,
    },
  });
  let lastLog: string | undefined;
  const log = () => lastLog ?? readFileSync(logFile, 'utf8');
  const end = async (signal: NodeJS.Signals) => {
    await server.stop(signal, STOP_TIMEOUT_MS);
    // Its folder goes with it, yet what it logged can still be asked for.
    lastLog = log();
    await rm(folder, { recursive: true, force: true });
    forgetFolder(folder);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await server.start(() => isReady(url), START_TIMEOUT_MS);
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`The portal did not start:\n${log().slice(-4000)}`, {
      cause: error,
    });
  }
  return {
    url,
    pid: server.pid!,
    log,
    signIn: user => PortalApi.signIn(url, user),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/.backstage/health/v1/readiness`, {
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
