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

// Makes the documentation of the scanner's rules from the rules themselves.
//
//   node scripts/scan-rule-pages.mjs             writes it
//   node scripts/scan-rule-pages.mjs --check     fails where a page is out of date
import { createRequire } from 'node:module';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { makeScanRulePages } from './lib/scanRulePages.mjs';

const FOLDER = 'docs/scan-rules';
const TABLE = 'docs/scan-rules.md';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const { ScanRules } = require('../packages/cli/src/scan/index.ts');

const { table, pages } = makeScanRulePages(new ScanRules().builtIn);
const files = {
  [TABLE]: table,
  ...Object.fromEntries(
    Object.entries(pages).map(([id, text]) => [`${FOLDER}/${id}.md`, text]),
  ),
};
const outdated = (await readdir(join(root, FOLDER)))
  .map(file => `${FOLDER}/${file}`)
  .filter(file => !(file in files));
for (const [file, text] of Object.entries(files)) {
  const now = await readFile(join(root, file), 'utf8').catch(() => undefined);
  if (now !== text) {
    outdated.push(file);
  }
}
if (!process.argv.includes('--check')) {
  for (const file of outdated) {
    await (file in files
      ? writeFile(join(root, file), files[file])
      : rm(join(root, file)));
  }
} else if (outdated.length > 0) {
  console.error(
    `Not what the rules say: ${outdated.join(', ')}
Make it by: node scripts/scan-rule-pages.mjs`,
  );
  process.exitCode = 1;
}
