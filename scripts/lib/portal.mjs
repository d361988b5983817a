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
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SetupError } from './bootstrap.mjs';
import { cacheFolder, root } from './paths.mjs';

const HOST = '127.0.0.1';
const PORTS_TRIED = 50;
const START_TIMEOUT = 180_000;
const STOP_TIMEOUT = 10_000;
const POLL = 200;
const LOG_LINES = 25;
/** What Backstage's back end writes at once; it then waits for the other plugins before it ends. */
const STARTUP_FAILURE =
  /(?:Plugin|Module \S+ in Plugin) '\S+' threw an error during startup(?!, but boot failure is permitted)/;

/** The first free port from a given one on. */
export async function findFreePort(first) {
  for (let port = first; port < first + PORTS_TRIED && port < 65536; port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  throw new SetupError(
    `None of the ports ${first} to ${first + PORTS_TRIED - 1} is free.`,
  );
}

/**
 * Starts a portal in one process of its own and resolves once it answers.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {{
 *   port: number,
 *   args: string[],
 *   root?: string,
 *   backend?: string,
 *   logFile?: string,
 *   signal?: AbortSignal
 * }} options - without `root` the portal of this repository, which takes its
 *   port from the command line
 * @returns {Promise<{ url: string, exited: Promise<number>, stop(): Promise<void> }>}
 */
export async function startPortal(toolchain, options) {
  const url = `http://${HOST}:${options.port}`;
  const logFile = options.logFile ?? portalLogFile();
  await mkdir(join(logFile, '..'), { recursive: true });
  const log = createWriteStream(logFile);
  const env = { ...toolchain.env, NODE_ENV: 'development' };
  // Clusters are only read when they are named on the command line.
  delete env.KUBECONFIG;
  const backend = join(
    options.root ?? root,
    options.backend ?? 'packages/demo',
  );
  const child = spawn(
    toolchain.node,
    [
      '--enable-source-maps',
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      // Scaffolder templates run in a sandbox that needs it.
      '--no-node-snapshot',
      join(backend, 'src/index.ts'),
      ...(options.root ? [] : ['--port', String(options.port)]),
      ...options.args,
    ],
    {
      cwd: backend,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const failed = watchForFailure([child.stdout, child.stderr]);
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      log.end();
      resolve(signal ? 1 : code ?? 1);
    });
  });
  const stop = () => stopProcess(child, exited);
  options.signal?.addEventListener('abort', stop, { once: true });

  try {
    await waitUntilReady(url, exited, failed, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, exited, stop };
}

/** Where the portal's log goes. */
export function portalLogFile() {
  return join(cacheFolder, 'logs', 'portal.log');
}

/** Tells the line by which a portal says that one of its plugins does not start. */
function watchForFailure(streams) {
  let failure;
  for (const stream of streams) {
    const lines = createInterface({ input: stream });
    lines.on('line', line => {
      if (!failure && STARTUP_FAILURE.test(line)) {
        failure = line;
      }
    });
  }
  return () => failure;
}

async function waitUntilReady(url, exited, failed, logFile) {
  const deadline = Date.now() + START_TIMEOUT;
  let code;
  exited.then(value => (code = value));
  while (Date.now() < deadline) {
    if (code !== undefined) {
      throw new SetupError(
        `${await lastLines(
          logFile,
        )}\n\nThe portal ended with code ${code}. Its whole log: ${logFile}`,
      );
    }
    if (failed()) {
      throw new SetupError(
        `${failed()}\n\nA plugin of the portal did not start. Its whole log: ${logFile}`,
      );
    }
    if (
      (await answers(`${url}/.backstage/health/v1/readiness`)) &&
      (await answers(`${url}/`))
    ) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, POLL));
  }
  throw new SetupError(
    `${await lastLines(logFile)}\n\nThe portal was not ready after ${
      START_TIMEOUT / 1000
    } s. Its whole log: ${logFile}`,
  );
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function lastLines(file) {
  const text = await readFile(file, 'utf8');
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n');
}

async function stopProcess(child, exited) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
  await exited;
  clearTimeout(timer);
}

async function isFree(port) {
  return await new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, HOST, () => server.close(() => resolve(true)));
  });
}
