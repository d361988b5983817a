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
// npm run -s keyward -- ARGS: the keyward command, from its sources. Standard
// output carries its answers only.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap, reportAndExit } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { runForeground } from './lib/runForeground.mjs';

try {
  const toolchain = await bootstrap({ log: console.error });
  const file = ['run.ts', 'cli.ts', 'index.ts']
    .map(name => join(root, 'packages/cli/src', name))
    .find(existsSync);
  process.exitCode = await runForeground(
    toolchain,
    file,
    process.argv.slice(2),
    // npm runs this in the root, whatever folder it was called from.
    { cwd: process.env.INIT_CWD },
  );
} catch (error) {
  reportAndExit(error);
}
