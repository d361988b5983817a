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
// Two files that differ in case alone, or a file and a folder beside it, are one to the
// file systems of macOS and Windows, so that an import may get the wrong one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';
import { root } from './paths.mjs';

test('no two modules differ in case alone', () => {
  const files = execFileSync(
    'git',
    ['ls-files', 'packages', 'plugins', 'test'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
    .split('\n')
    .filter(file => /\.(tsx?|[mc]?js|json|css)$/.test(file));
  const spellings = new Map();
  const note = path => {
    const known = spellings.get(path.toLowerCase()) ?? new Set();
    spellings.set(path.toLowerCase(), known.add(path));
  };
  for (const file of files) {
    const parts = file.split('/');
    parts.forEach((_, count) => note(parts.slice(0, count + 1).join('/')));
    note(file.replace(/\.\w+$/, ''));
  }
  assert.deepEqual(
    [...spellings.values()]
      .filter(({ size }) => size > 1)
      .map(each => [...each]),
    [],
  );
});
