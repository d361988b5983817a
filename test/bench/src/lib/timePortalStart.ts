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
import { join } from 'node:path';

const POLL_MS = 25;
const TIME_OUT_MS = 180_000;
const STOP_MS = 10_000;

/** A portal that can be started from its sources. */
export interface PortalToStart {
  name: string;
  /** The root of its repository, which has the dependencies installed. */
  root: string;
  /** The folder of its back end, below the root. */
  backend: string;
  url: string;
  args: string[];
}

/**
 * Starts a portal, waits until it is ready and serves its front end, and stops
 * it again.
 *
 * @returns the milliseconds from the start of the process until then
 */
export async function timePortalStart(portal: PortalToStart): Promise<number> {
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'development' };
  delete env.KUBECONFIG;
  const output: string[] = [];
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      '--require',
      join(portal.root, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      '--no-node-snapshot',
      join(portal.root, portal.backend, 'src/index.ts'),
      ...portal.args,
    ],
    {
      cwd: join(portal.root, portal.backend),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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
  try {
    const paths = ['/.backstage/health/v1/readiness', '/'];
    while (!(await allAnswer(portal.url, paths))) {
      if (ended || performance.now() - started > TIME_OUT_MS) {
        const log = output.join('').slice(-4000);
        throw new Error(`${portal.name} did not start:\n${log}`);
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
    return performance.now() - started;
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(timer);
  }
}

async function allAnswer(url: string, paths: string[]): Promise<boolean> {
  for (const path of paths) {
    try {
      const response = await fetch(url + path, {
        signal: AbortSignal.timeout(5000),
      });
      await response.arrayBuffer();
      if (!response.ok) {
        return false;
      }
    } catch {
      return false;
    }
  }
  return true;
}
