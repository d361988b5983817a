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
import { dirname, join } from 'node:path';
import { packageFolder } from '../packageFolder';

/** A PostgreSQL of its own. */
export interface PostgresProcess {
  connectionString: string;
  stop(): Promise<void>;
}

/** Starts the PostgreSQL that the tests of the repository use. */
export async function startPostgresProcess(): Promise<PostgresProcess> {
  const root = dirname(dirname(packageFolder));
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/lib/postgresServer.mjs')],
    // It stops by itself when its standard input ends, so also when this process is killed.
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = new Promise<void>(resolve =>
    child.once('close', () => resolve()),
  );
  const connectionString = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      const found = /^KEYWARD_POSTGRES (\S+)$/m.exec(output);
      if (found) {
        resolve(found[1]);
      }
    });
    child.once('error', reject);
    exited.then(() => reject(new Error('PostgreSQL could not be started')));
  });
  return {
    connectionString,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
