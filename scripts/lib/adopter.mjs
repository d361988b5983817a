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
// The stage `adopter`: packs the packages, adds them to fresh portals as the
// README says, looks at the Secrets tab in Chromium, and takes them out again.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCKED_PORTALS } from './adopterLocks.mjs';
import { AdopterPortal } from './adopterPortal.mjs';
import { seconds, SetupError } from './bootstrap.mjs';
import { ensureChromium } from './chromium.mjs';
import { packPackagesOnce } from './packPackages.mjs';
import { root } from './paths.mjs';
import { findFreePort, startPortal } from './portal.mjs';
import { readmeSnippets } from './readmeSnippets.mjs';
import { runStep } from './steps.mjs';

const FIRST_PORTS = {
  'newest-new': 17_207,
  '1.55-new': 17_207,
  'newest-classic': 17_257,
  '1.55-classic': 17_257,
};

/**
 * @param {{ node: string, yarn: string, env: NodeJS.ProcessEnv }} toolchain
 * @param {{
 *   folder: string,
 *   portals?: typeof LOCKED_PORTALS,
 *   hasTypes?: boolean, whether the types were just made
 *   log: (line: string) => void,
 *   onStop: (stop: () => Promise<void>) => void
 * }} options
 * @returns {Promise<{ passed: number, failed: number, counted: true }>}
 */
export async function adopterTests(toolchain, options) {
  const { folder, hasTypes, log } = options;
  const chromium = await ensureChromium(toolchain, log);
  const snippets = await readmeSnippets();
  await mkdir(folder, { recursive: true });
  const started = Date.now();
  log('Packing the packages …');
  const tarballs = await packPackagesOnce(toolchain, { hasTypes, log });
  log(`Packed in ${seconds(started)} s.`);

  // Side by side: most of it waits for one core or the network.
  const checks = await Promise.all(
    (options.portals ?? LOCKED_PORTALS.filter(each => each.isInTest)).map(
      portal =>
        checkPortal(toolchain, {
          ...options,
          ...portal,
          chromium,
          snippets,
          tarballs,
        }),
    ),
  );
  return {
    passed: checks.reduce((sum, { passed }) => sum + passed, 0),
    failed: checks.reduce((sum, { failed }) => sum + failed, 0),
    counted: true,
  };
}

/** One front end: added by the README, looked at, and the new one taken out. */
async function checkPortal(toolchain, options) {
  const { folder, name, release, legacy, snippets, tarballs } = options;
  const log = line => options.log(`  ${name}: ${line}`);
  const portal = new AdopterPortal({
    toolchain,
    folder: join(folder, `portal-${name}`),
    name,
    release,
    legacy,
    snippets,
    log,
  });
  let passed = 0;
  try {
    await portal.create();
    await portal.addKeyward(tarballs);
    await portal.install();
    await portal.checkTypes();
    await portal.build();
    passed++;
    await checkWorker(toolchain, portal);
    passed++;
    if (!(await lookAtIt(toolchain, portal, name, { ...options, log }))) {
      return { passed, failed: 1 };
    }
    passed++;
    log('its Secrets tab shows the secret');
    if (!legacy) {
      log('taking Keyward out again …');
      await portal.removeKeyward();
      await portal.install();
      await portal.checkTypes();
      await portal.build();
      passed++;
    }
    return { passed, failed: 0 };
  } catch (error) {
    log(error instanceof SetupError ? error.message : error.stack);
    return { passed, failed: 1 };
  }
}

/** The file of a thread is found in what is built and packed, too. */
async function checkWorker(toolchain, portal) {
  const { code, output } = await runStep(
    toolchain.node,
    [join(root, 'test/e2e/adopter/whatIfWorker.cjs')],
    { cwd: join(portal.folder, 'packages/backend'), env: toolchain.env },
  );
  if (code !== 0) {
    throw new SetupError(`The thread of what-if does not answer:\n${output}`);
  }
}

async function lookAtIt(toolchain, portal, name, { chromium, onStop, log }) {
  const port = await findFreePort(FIRST_PORTS[name]);
  const running = await startPortal(toolchain, {
    port,
    root: portal.folder,
    backend: 'packages/backend',
    args: await portal.configure(`http://127.0.0.1:${port}`),
    logFile: join(root, '.cache/logs', `adopter-${name}.log`),
  });
  onStop(() => running.stop());
  log(`it runs on ${running.url}`);
  try {
    const { code } = await runStep(
      toolchain.node,
      [
        join(root, 'node_modules/@playwright/test/cli.js'),
        'test',
        '--reporter=list',
      ],
      {
        cwd: join(root, 'test/e2e/adopter'),
        show: true,
        env: {
          ...toolchain.env,
          CI: '1',
          KEYWARD_BASE_URL: running.url,
          KEYWARD_CHROMIUM: chromium,
          KEYWARD_ADOPTER: name,
        },
      },
    );
    return code === 0;
  } finally {
    await running.stop();
  }
}
