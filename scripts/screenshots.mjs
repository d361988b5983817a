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
// npm run screenshots: renews the pictures in docs/screenshots from a portal on
// the simulated estate.
import { join } from 'node:path';
import { bootstrap, reportAndExit } from './lib/bootstrap.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureFrontEnd } from './lib/frontEnd.mjs';
import { cacheFolder, root } from './lib/paths.mjs';
import { findFreePort, startPortal } from './lib/portal.mjs';
import { runStep } from './lib/steps.mjs';

const FIRST_PORT = 17_207;

try {
  const toolchain = await bootstrap({ log: console.log });
  const chromium = await ensureChromium(toolchain, console.log);
  await ensureFrontEnd(toolchain, { log: console.log });
  const portal = await startPortal(toolchain, {
    port: await findFreePort(FIRST_PORT),
    args: [],
    logFile: join(cacheFolder, 'logs', 'screenshots.log'),
  });
  try {
    const { code } = await runStep(
      toolchain.node,
      [join(root, 'node_modules/@playwright/test/cli.js'), 'test'],
      {
        cwd: join(root, 'test/e2e'),
        show: true,
        env: {
          ...toolchain.env,
          KEYWARD_BASE_URL: portal.url,
          KEYWARD_CHROMIUM: chromium,
          KEYWARD_SCREENSHOTS: '1',
        },
      },
    );
    process.exitCode = code;
  } finally {
    await portal.stop();
  }
} catch (error) {
  reportAndExit(error);
}
