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
import { test } from 'node:test';
import { deriveRulePages } from './rulePages.mjs';

const docs = {
  pages: { unused: '# Unused: `unused`\n\nNothing refers to it.\n' },
  table: `| rule | says | severity |
| --- | --- | --- |
| [\`unused\`](rules/unused.md) | nothing refers to it | low |

More.
`,
  nav: `nav:
  - Home: index.md
  - Rules:
      - Unused: rules/unused.md
  - More: more.md
`,
};

const rule = {
  id: 'without-owner',
  words: { title: 'No owner', remedy: 'Give it one.' },
  page: {
    says: 'nobody owns it',
    severity: 'low',
    text: 'No entity of the catalog has it.',
  },
};

test('a rule that brings its page needs no edit of the documentation', () => {
  const derived = deriveRulePages([{ id: 'unused' }, rule], docs);
  assert.deepEqual(derived.pages, {
    unused: docs.pages.unused,
    'without-owner':
      '# No owner: `without-owner`\n\nNo entity of the catalog has it.\n\n## What to do\n\nGive it one.\n',
  });
  assert.match(
    derived.table,
    /\| \[`unused`\]\(rules\/unused\.md\) +\| nothing refers to it \| low +\|\n\| \[`without-owner`\]\(rules\/without-owner\.md\) \| nobody owns it +\| low +\|\n\nMore\.\n$/,
  );
  assert.equal(
    derived.nav,
    docs.nav.replace(
      '      - Unused',
      '      - No owner: rules/without-owner.md\n      - Unused',
    ),
  );
  assert.deepEqual(deriveRulePages([{ id: 'unused' }, rule], derived), derived);
});

test('what is written by hand stays as it is', () => {
  assert.deepEqual(deriveRulePages([{ id: 'unused' }], docs), docs);
});
