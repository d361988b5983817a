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

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resourceRules, rules, sharedValueRules } from '.';

const root = resolve(__dirname, '../../../..');
const ids = [...rules, ...sharedValueRules, ...resourceRules]
  .map(({ id }) => id)
  .sort();

describe('rules', () => {
  it('have an id each', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have a page each, and no page is of another', () => {
    const pages = readdirSync(join(root, 'docs/rules')).sort();
    expect(pages).toEqual(ids.map(id => `${id}.md`));
  });

  it.each(ids)('have %s in the table of rules and in the documentation', id => {
    const page = readFileSync(join(root, `docs/rules/${id}.md`), 'utf8');
    expect(page).toMatch(new RegExp(`^# .+: \`${id}\`\n`));
    expect(page).toContain('## What to do');
    const table = readFileSync(join(root, 'docs/findings.md'), 'utf8');
    expect(table).toContain(`| [\`${id}\`](rules/${id}.md) `);
    const nav = readFileSync(join(root, 'mkdocs.yml'), 'utf8');
    expect(nav).toContain(`: rules/${id}.md\n`);
  });
});
