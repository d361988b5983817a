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

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePorts } from '../cluster/freePorts';
import { packageFolder } from '../packageFolder';
import { PortalApi } from './PortalApi';

const START_TIMEOUT_MS = 240_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

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
}

/** Starts packages/demo with personas, and resolves once it is ready. */
export async function startPortalProcess(
  options: PortalProcessOptions,
): Promise<PortalProcess> {
  const [port] = options.port ? [options.port] : await freePorts(1);
  const folder = await mkdtemp(join(tmpdir(), 'keyward-portal-'));
  const configFile = join(folder, 'app-config.yaml');
  if (options.config) {
    await writeFile(configFile, JSON.stringify(options.config), {
      mode: 0o600,
    });
  }
  const demo = join(dirname(dirname(packageFolder)), 'packages/demo');
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'development' };
  // Jest sets these for its own processes.
  delete env.KUBECONFIG;
  delete env.JEST_WORKER_ID;
  delete env.NODE_OPTIONS;
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--no-node-snapshot',
      join(demo, 'src/index.ts'),
      '--port',
      String(port),
      ...(options.config ? ['--personas', '--config', configFile] : []),
    ],
    { cwd: demo, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output: string[] = [];
  const take = (chunk: Buffer) => output.push(chunk.toString('utf8'));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let ended = false;
  const exited = new Promise<void>(resolve =>
    child.once('close', () => {
      ended = true;
      resolve();
    }),
  );
  // Nobody is left to stop it when the process that started it goes.
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const timer = setTimeout(killNow, STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(url))) {
    if (ended || Date.now() > deadline) {
      await end('SIGKILL');
      throw new Error(
        `The portal did not start:\n${output.join('').slice(-4000)}`,
      );
    }
    await new Promise(resolve => setTimeout(resolve, POLL_MS));
  }
  return {
    url,
    pid: child.pid!,
    log: () => output.join(''),
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
