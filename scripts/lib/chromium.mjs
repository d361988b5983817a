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
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { SetupError } from './bootstrap.mjs';
import { root } from './paths.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser to test with: of this machine, else fetched. */
export async function ensureChromium(toolchain, log = console.error) {
  return (
    process.env.KEYWARD_CHROMIUM ??
    onPath() ??
    ofPlaywright() ??
    fetchedByPlaywright(toolchain, log) ??
    fetchedByApt(log) ??
    fail()
  );
}

function onPath() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of NAMES) {
      if (folder && existsSync(join(folder, name))) {
        return join(folder, name);
      }
    }
  }
  return undefined;
}

function ofPlaywright() {
  const require = createRequire(join(root, 'package.json'));
  const path = require('@playwright/test').chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function fetchedByPlaywright(toolchain, log) {
  log('No Chromium found, so Playwright fetches one …');
  spawnSync(
    toolchain.node,
    [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium'],
    { cwd: root, env: toolchain.env, stdio: 'ignore', timeout: 300_000 },
  );
  return ofPlaywright();
}

function fetchedByApt(log) {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  log('That did not work, so apt-get installs one …');
  const apt = args =>
    spawnSync('apt-get', args, { stdio: 'ignore', timeout: 300_000 });
  apt(['update']);
  apt(['install', '--yes', '--no-install-recommends', 'chromium']);
  return onPath();
}

function fail() {
  throw new SetupError(
    `The browser tests need Chromium, and neither ${NAMES.join(
      ', ',
    )} on the PATH nor Playwright's own could be had. Install one, or name it in KEYWARD_CHROMIUM.`,
  );
}
