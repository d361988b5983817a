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
import {
  cp,
  mkdir,
  readdir,
  readFile,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PLUGIN = '@keyward/backstage-plugin-secrets';
const COPIED = ['packages', 'plugins', 'test'];
const FILES = ['package.json', 'yarn.lock', 'backstage.json', 'tsconfig.json'];
const CONFIG = 'app-config.yaml';

/**
 * Builds the front end in a copy of the repository, with the plugin or without,
 * and answers with the size of all its scripts and styles, compressed.
 */
export async function buildApp(
  root: string,
  folder: string,
  options: { withPlugin: boolean },
): Promise<number> {
  await mkdir(folder, { recursive: true });
  for (const file of [...FILES, CONFIG]) {
    await cp(join(root, file), join(folder, file));
  }
  for (const name of COPIED) {
    await cp(join(root, name), join(folder, name), {
      recursive: true,
      filter: path => !/\/(node_modules|dist|dist-types)$/.test(path),
    });
  }
  await linkModules(root, folder);
  const app = join(folder, 'packages/app');
  if (!options.withPlugin) {
    const file = join(app, 'package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    if (!manifest.dependencies[PLUGIN]) {
      throw new Error(`The app does not depend on ${PLUGIN}`);
    }
    delete manifest.dependencies[PLUGIN];
    await writeFile(file, JSON.stringify(manifest));
  }
  await run(app, [
    join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
    'package',
    'build',
  ]);
  return await sizeOf(join(app, 'dist/static'));
}

/** The modules of the repository, but those that lie in the copy. */
async function linkModules(root: string, folder: string) {
  const from = join(root, 'node_modules');
  const to = join(folder, 'node_modules');
  await mkdir(join(to, '@keyward'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== '@keyward') {
      await symlink(join(from, name), join(to, name));
    }
  }
  for (const parent of ['plugins', 'packages']) {
    for (const name of await readdir(join(folder, parent))) {
      const path = join(folder, parent, name);
      const manifest = JSON.parse(
        await readFile(join(path, 'package.json'), 'utf8').catch(() => '{}'),
      );
      if (manifest.name?.startsWith('@keyward/')) {
        await symlink(path, join(to, manifest.name));
      }
    }
  }
}

async function run(cwd: string, args: string[]) {
  const output: Buffer[] = [];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', chunk => output.push(chunk));
  child.stderr.on('data', chunk => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) {
    throw new Error(`The build failed:\n${Buffer.concat(output)}`);
  }
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder)) {
    if (/\.(js|css)$/.test(name)) {
      bytes += gzipSync(await readFile(join(folder, name))).length;
    }
  }
  return bytes / 1024;
}
