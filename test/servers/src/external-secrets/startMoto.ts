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

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serversCacheFolder } from '../build/ensureServers';
import { findExecutable, pathFolders } from '../build/findExecutable';
import { freePorts } from '../cluster/freePorts';
import { ServerProcess } from '../process/ServerProcess';

const run = promisify(execFile);

const VERSION = '5.2.5';
const START_MS = 60_000;

/** A running moto: AWS Secrets Manager and STS, for tests. */
export interface Moto {
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts moto, from PATH or from an environment of its own, which is made once.
 *
 * @param folder - where its log goes
 */
export async function startMoto(folder: string): Promise<Moto> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const server = new ServerProcess({
    executable: await ensureMoto(),
    args: ['-H', '127.0.0.1', '-p', String(port)],
    logFile: join(folder, 'moto.log'),
  });
  await server.start(
    async () => (await fetch(`${url}/moto-api/`)).ok,
    START_MS,
  );
  return { url, stop: async () => await server.stop('SIGTERM') };
}

async function ensureMoto(): Promise<string> {
  const environment = join(serversCacheFolder(), `moto-${VERSION}`);
  const folders = [join(environment, 'bin'), ...pathFolders()];
  const found = await findExecutable('moto_server', folders);
  if (found) {
    return found;
  }
  await run('python3', ['-m', 'venv', environment]);
  await run(join(environment, 'bin/pip'), [
    'install',
    `moto[server]==${VERSION}`,
  ]);
  return join(environment, 'bin/moto_server');
}
