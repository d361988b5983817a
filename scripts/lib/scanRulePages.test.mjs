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
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { root } from './paths.mjs';
import { makeScanRulePages } from './scanRulePages.mjs';

test('the pages of the scanner say what its rules say', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/scan-rule-pages.mjs'), '--check'],
    { encoding: 'utf8' },
  );
  assert.equal(stderr, '');
  assert.equal(status, 0);
});

test('a page names the form, the confidence and the source of a rule', () => {
  const { table, pages } = makeScanRulePages([
    {
      id: 'shop-key',
      class: 'api-key',
      title: 'Shop API key',
      form: 'A word that begins with "shop_"',
      source: 'https://shop.example.com/keys',
      byName: false,
    },
  ]);
  assert.match(
    table,
    /\| \[shop-key\]\(scan-rules\/shop-key\.md\) \| Shop API key +\| api-key \|/,
  );
  assert.match(
    pages['shop-key'],
    /^# Shop API key: `shop-key`\n\nA word that begins with `shop_`\.\n/,
  );
  assert.match(
    pages['shop-key'],
    /Confidence: high\n- Source: <https:\/\/shop\.example\.com\/keys>/,
  );
});
