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
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { cacheFolder } from './paths.mjs';
import { findFreePort, startPortal } from './portal.mjs';

const FAR_LESS_THAN_THE_LIMIT = 60_000;

let folder;
before(async () => {
  await mkdir(cacheFolder, { recursive: true });
  // Below the repository, so that its modules are found.
  folder = await mkdtemp(join(cacheFolder, 'portal-test-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function startOne(lines) {
  const backend = join(folder, 'packages/backend/src');
  await mkdir(backend, { recursive: true });
  await writeFile(
    join(backend, 'index.ts'),
    `${lines.join('\n')}\nsetInterval(() => {}, 1000);\n`,
  );
  const port = await findFreePort(17_901);
  return await startPortal(
    { node: process.execPath, env: process.env },
    {
      port,
      root: folder,
      backend: 'packages/backend',
      args: [String(port)],
      logFile: join(folder, 'portal.log'),
    },
  );
}

test('a plugin that does not start fails the start at once, with its error', async () => {
  const started = Date.now();
  await assert.rejects(
    startOne([
      `console.error("backstage error Plugin 'signals' threw an error during startup, waiting for 11 other plugins to finish before shutting down the process. httpRouter.addWebSocketHandler is not a function");`,
    ]),
    /Plugin 'signals' threw an error during startup.*addWebSocketHandler is not a function/,
  );
  assert.ok(Date.now() - started < FAR_LESS_THAN_THE_LIMIT);
});

test('a failure that the portal permits does not fail the start', async () => {
  const portal = await startOne([
    `console.error("Plugin 'search' threw an error during startup, but boot failure is permitted for this plugin so startup will continue.");`,
    `require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.argv[2]), '127.0.0.1');`,
  ]);
  await portal.stop();
});
