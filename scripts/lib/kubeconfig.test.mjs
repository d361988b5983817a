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
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { contextsOf } from './kubeconfig.mjs';

function write(text) {
  const file = join(mkdtempSync(join(tmpdir(), 'kubeconfig-')), 'config');
  writeFileSync(file, text);
  return file;
}

test('the only context of a kubeconfig file needs no name', () => {
  const file = write('contexts: [{ name: prod }]');
  assert.deepEqual(contextsOf(file, []), ['prod']);
  assert.deepEqual(contextsOf(file, ['prod']), ['prod']);
});

test('of several contexts those to read are named', () => {
  const file = write('contexts: [{ name: prod }, { name: test }]');
  assert.throws(() => contextsOf(file, []), /--context prod\n  --context test/);
  assert.throws(() => contextsOf(file, ['dev']), /has no context dev/);
  assert.deepEqual(contextsOf(file, ['test']), ['test']);
});

test('what is no kubeconfig is not quoted', () => {
  for (const text of ['token: s3cr3t: [', 'a: s3cr3t']) {
    assert.throws(
      () => contextsOf(write(text), []),
      ({ message }) =>
        message.includes('is not a kubeconfig file') &&
        !message.includes('s3cr3t'),
    );
  }
});
