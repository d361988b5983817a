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
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly, seconds } from './bootstrap.mjs';
import { hashFiles, listFiles } from './hashFiles.mjs';
import { cacheFolder, root } from './paths.mjs';

const SOURCES = ['packages/app', 'plugins/secrets', 'plugins/secrets-common'];

/** Builds the front end, unless what it is made of is what it was last time. */
export async function ensureFrontEnd(toolchain, options = {}) {
  const log = options.log ?? console.error;
  const stampFile = join(cacheFolder, 'front-end');
  const built = join(root, 'packages/app/dist/index.html');
  const files = ['yarn.lock', 'app-config.yaml'];
  for (const folder of SOURCES) {
    files.push(...(await listFiles(folder)));
  }
  const stamp = await hashFiles(files);
  if (existsSync(built) && (await readStamp(stampFile)) === stamp) {
    return;
  }
  log('Building the front end (about half a minute, once) …');
  const started = Date.now();
  await runQuietly(
    toolchain.node,
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'package',
      'build',
      '--config',
      '../../app-config.yaml',
    ],
    {
      cwd: join(root, 'packages/app'),
      env: { ...toolchain.env, NODE_ENV: 'production' },
      what: 'The build of the front end',
    },
  );
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(stampFile, stamp);
  log(`Built in ${seconds(started)} s.`);
}

async function readStamp(file) {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
