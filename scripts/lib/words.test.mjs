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
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './paths.mjs';
import { glossaryOf, messagesOf, proseOf, wordsToReplace } from './words.mjs';

const read = file => readFileSync(join(root, file), 'utf8');
const markdownIn = folder =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name));
const readmesIn = folder =>
  readdirSync(join(root, folder), { recursive: true })
    .filter(name => /^[^/]+\/README\.md$/.test(name))
    .map(name => join(folder, name));

const terms = glossaryOf(read('CONTRIBUTING.md'));

test('the glossary of CONTRIBUTING.md is read', () => {
  assert.ok(terms.length >= 15);
  assert.deepEqual(wordsToReplace('Two are\nchosen.', terms), [
    'line 2: "chosen", use: selected, clear selection',
  ]);
  assert.deepEqual(
    wordsToReplace(proseOf('`chosen`\n```\nchosen\n```\n'), terms),
    [],
  );
  assert.deepEqual(
    wordsToReplace(messagesOf("const chosen = {\n  a: 'It is gone' };"), terms),
    ['line 2: "is gone", use: deleted, no longer exists'],
  );
});

for (const file of [
  'README.md',
  'SECURITY.md',
  ...markdownIn('docs'),
  ...markdownIn('docs/rules'),
  ...readmesIn('plugins'),
  ...readmesIn('packages'),
]) {
  test(`${file} speaks as the glossary does`, () => {
    assert.deepEqual(wordsToReplace(proseOf(read(file)), terms), []);
  });
}

for (const file of [
  'plugins/secrets/src/translation.ts',
  'plugins/secrets-backend/src/notify/messages.ts',
]) {
  test(`the texts of ${file} do as well`, () => {
    assert.deepEqual(wordsToReplace(messagesOf(read(file)), terms), []);
  });
}
