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
import { fileURLToPath } from 'node:url';
import { SetupError } from './bootstrap.mjs';
import { root } from './paths.mjs';

const SERVER = fileURLToPath(new URL('./postgresServer.mjs', import.meta.url));

/**
 * Starts an empty PostgreSQL in a process of its own, which goes away with
 * this one whatever happens to it.
 *
 * @param {{ node: string, env: NodeJS.ProcessEnv }} toolchain
 * @returns {Promise<{ connectionString: string, stop(): Promise<void> }>}
 */
export async function startPostgres(toolchain) {
  const child = spawn(toolchain.node, [SERVER], {
    cwd: root,
    env: toolchain.env,
    // The server stops when its standard input ends.
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C is for the caller, who then stops the server in order.
    detached: true,
  });
  let output = '';
  const exited = new Promise(resolve => child.once('close', resolve));
  const connectionString = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', chunk => {
        output += chunk;
        const found = /^KEYWARD_POSTGRES (\S+)$/m.exec(output);
        if (found) {
          resolve(found[1]);
        }
      });
    }
    child.once('error', reject);
    exited.then(() =>
      reject(new SetupError(`${output}\nPostgreSQL could not be started.`)),
    );
  });
  return {
    connectionString,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
