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
// Makes what follows from the rules: the pages of rules that bring their own text,
// the table and the navigation of the documentation, and the copy of docs/rules in
// the front end, as a portal has no TechDocs of Keyward.
//
//   node scripts/rule-pages.mjs             writes them
//   node scripts/rule-pages.mjs --check     fails where one is out of date
import { createRequire } from 'node:module';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';
import { deriveRulePages } from './lib/rulePages.mjs';

const FOLDER = 'docs/rules';
const TABLE = 'docs/findings.md';
const NAV = 'mkdocs.yml';
const COPY = 'plugins/secrets/src/components/RulePage/rulePages.json';

const require = createRequire(import.meta.url);
require('@backstage/cli/config/nodeTransform.cjs');
const {
  resourceRules,
  rules,
  sharedValueRules,
} = require('../packages/findings/src/index.ts');

const read = file => readFile(join(root, file), 'utf8');
const pages = {};
for (const file of (await readdir(join(root, FOLDER))).sort()) {
  pages[file.replace(/\.md$/, '')] = await read(`${FOLDER}/${file}`);
}
const all = [
  ...rules,
  ...sharedValueRules,
  ...resourceRules.map(rule => ({ ...rule, words: rule })),
];
const derived = deriveRulePages(all, {
  pages,
  table: await read(TABLE),
  nav: await read(NAV),
});
const files = {
  ...Object.fromEntries(
    Object.entries(derived.pages).map(([id, text]) => [
      `${FOLDER}/${id}.md`,
      text,
    ]),
  ),
  [TABLE]: derived.table,
  [NAV]: derived.nav,
  [COPY]: `${JSON.stringify(derived.pages, null, 2)}\n`,
};
const outdated = [];
for (const [file, text] of Object.entries(files)) {
  if ((await read(file).catch(() => undefined)) !== text) {
    outdated.push(file);
  }
}
if (!process.argv.includes('--check')) {
  for (const file of outdated) {
    await writeFile(join(root, file), files[file]);
  }
} else if (outdated.length > 0) {
  console.error(
    `Not what the rules say: ${outdated.join(', ')}
Make it by: node scripts/rule-pages.mjs`,
  );
  process.exitCode = 1;
}
