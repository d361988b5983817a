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

// Writes docs/rules into the front end, which shows each page beside the
// findings of its rule: a portal has no TechDocs of Keyward.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

const folder = join(root, 'docs/rules');
const pages = {};
for (const file of (await readdir(folder)).sort()) {
  pages[file.replace(/\.md$/, '')] = await readFile(join(folder, file), 'utf8');
}
await writeFile(
  join(root, 'plugins/secrets/src/components/RulePage/rulePages.json'),
  `${JSON.stringify(pages, null, 2)}\n`,
);
