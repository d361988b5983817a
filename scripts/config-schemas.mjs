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
// Makes each config.schema.json from the config.d.ts beside it: a portal that
// finds a config.d.ts compiles it with TypeScript at each start, which takes
// more than a second.
//
//   node scripts/config-schemas.mjs             writes them
//   node scripts/config-schemas.mjs --check     fails where one is out of date
import { loadConfigSchema } from '@backstage/config-loader';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import prettier from 'prettier';
import { root } from './lib/paths.mjs';

const check = process.argv.includes('--check');
const outdated = [];

for (const group of ['packages', 'plugins']) {
  for (const name of await readdir(join(root, group))) {
    const folder = join(root, group, name);
    if (existsSync(join(folder, 'config.d.ts'))) {
      await makeSchema(folder);
    }
  }
}
if (outdated.length > 0) {
  console.error(
    `Not what config.d.ts says: ${outdated.join(', ')}
Make it by: yarn build:config-schemas`,
  );
  process.exitCode = 1;
}

async function makeSchema(folder) {
  const file = join(folder, 'config.schema.json');
  const text = prettier.format(JSON.stringify(await readSchema(folder)), {
    parser: 'json',
  });
  if (existsSync(file) && (await readFile(file, 'utf8')) === text) {
    return;
  }
  if (check) {
    outdated.push(relative(root, file));
    return;
  }
  await writeFile(file, text);
  console.log(`wrote ${relative(root, file)}`);
}

/** What the portal itself would make of the types. */
async function readSchema(folder) {
  // A package of its own, as the schemas of its dependencies do not belong to it.
  const alone = await mkdtemp(join(tmpdir(), 'keyward-schema-'));
  try {
    const packageFile = join(alone, 'package.json');
    await writeFile(
      packageFile,
      JSON.stringify({
        name: 'alone',
        version: '0.0.0',
        configSchema: relative(alone, join(folder, 'config.d.ts')),
      }),
    );
    const schema = await loadConfigSchema({
      dependencies: [],
      packagePaths: [packageFile],
    });
    const [{ value }] = schema.serialize().schemas;
    return value;
  } finally {
    await rm(alone, { recursive: true });
  }
}
