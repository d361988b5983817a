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
// npm run bench -- NAME: one of the benchmarks of test/bench. Its last line is
// one JSON object.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrap, reportAndExit, SetupError } from './lib/bootstrap.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureFrontEnd } from './lib/frontEnd.mjs';
import { root } from './lib/paths.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { runForeground } from './lib/runForeground.mjs';
import { ensureTemplate } from './lib/template.mjs';

const NEED_FRONT_END = ['start', 'page', 'api', 'overview'];
const NEED_CHROMIUM = ['page', 'api', 'overview', 'seal'];
const NEED_TEMPLATE = ['start'];
const NEED_POSTGRES = [
  'collect',
  'api',
  'overview',
  'analyse',
  'aws',
  'access',
  'soak',
];

let postgres;
try {
  const [name, ...args] = process.argv.slice(2);
  const folder = join(root, 'test/bench/src');
  const names = (existsSync(folder) ? await readdir(folder) : [])
    .filter(file => /^[a-z][a-z-]*\.ts$/.test(file) && file !== 'index.ts')
    .map(file => file.slice(0, -'.ts'.length));
  if (!names.includes(name)) {
    throw new SetupError(
      `${
        name ? `There is no benchmark ${name}.` : 'Which benchmark?'
      } npm run bench -- NAME, with NAME one of: ${names.join(', ')}`,
    );
  }
  const toolchain = await bootstrap({ log: console.error });
  if (NEED_FRONT_END.includes(name)) {
    await ensureFrontEnd(toolchain, { log: console.error });
  }
  const env = {};
  if (NEED_TEMPLATE.includes(name)) {
    env.KEYWARD_TEMPLATE = await ensureTemplate(toolchain, {
      log: console.error,
    });
  }
  if (NEED_CHROMIUM.includes(name)) {
    env.KEYWARD_CHROMIUM = await ensureChromium(toolchain);
  }
  if (NEED_POSTGRES.includes(name)) {
    postgres = await startPostgres(toolchain);
    env.KEYWARD_POSTGRES = postgres.connectionString;
  }
  process.exitCode = await runForeground(
    toolchain,
    join(folder, `${name}.ts`),
    args,
    { env },
  );
} catch (error) {
  await postgres?.stop();
  reportAndExit(error);
}
await postgres?.stop();
