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
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runQuietly, SetupError } from './bootstrap.mjs';
import { hashFiles } from './hashFiles.mjs';
import { cacheFolder, root } from './paths.mjs';

const MANIFEST = 'test/e2e/adopter/create-app/package.json';
const LOCK = 'test/e2e/adopter/create-app/package-lock.json';
const SCRIPT = 'node_modules/@backstage/create-app/bin/backstage-create-app';

let ensured;

/**
 * The script of create-app, which npm installs by its lock file into the cache
 * folder of the repository the first time.
 */
export async function ensureCreateApp(log) {
  // Two portals that are made at once must not install it over each other.
  ensured ??= install(log);
  return await ensured;
}

async function install(log) {
  const stamp = await hashFiles([MANIFEST, LOCK]);
  const folder = join(
    cacheFolder,
    'toolchain',
    `create-app-${stamp.slice(0, 8)}`,
  );
  const script = join(folder, SCRIPT);
  const done = join(folder, 'done');
  if (existsSync(done) && existsSync(script)) {
    return script;
  }
  log('Fetching create-app …');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of [MANIFEST, LOCK]) {
    await cp(join(root, file), join(folder, file.split('/').at(-1)));
  }
  await runQuietly(
    'npm',
    ['ci', '--ignore-scripts', '--workspaces=false', '--no-audit', '--no-fund'],
    {
      cwd: folder,
      shell: process.platform === 'win32',
      env: { ...process.env, npm_config_global: undefined },
      what: 'npm ci of create-app',
    },
  );
  if (!existsSync(script)) {
    throw new SetupError(`npm installed create-app without ${SCRIPT}.`);
  }
  await writeFile(done, '');
  return script;
}
