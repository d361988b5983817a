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
// yarn dev: the portal on the simulated estate with hot reload; the front end
// from its development server, the back end restarted on change.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bootstrap, reportAndExit } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { findFreePort } from './lib/portal.mjs';

const FIRST_PORT = 7007;
const APP_PORT = 3000;

try {
  process.exitCode = await main();
} catch (error) {
  reportAndExit(error);
}

async function main() {
  const toolchain = await bootstrap({ log: console.log });
  const port = await findFreePort(FIRST_PORT);
  const appPort = await findFreePort(APP_PORT);
  const appUrl = `http://127.0.0.1:${appPort}`;
  const cli = join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  const env = { ...toolchain.env, NODE_ENV: 'development' };
  delete env.KUBECONFIG;

  const start = (folder, args, more) =>
    spawn(toolchain.node, [cli, 'package', 'start', ...args], {
      cwd: join(root, folder),
      env: { ...env, ...more },
      stdio: 'inherit',
    });
  const children = [
    start('packages/demo', ['--port', String(port), '--app-url', appUrl]),
    start(
      'packages/app',
      [
        '--config',
        '../../app-config.yaml',
        '--config',
        '../demo/app-config.demo.yaml',
      ],
      {
        APP_CONFIG_app_baseUrl: appUrl,
        APP_CONFIG_app_demo_simulated: 'true',
        APP_CONFIG_backend_baseUrl: `http://127.0.0.1:${port}`,
      },
    ),
  ];
  const stop = () => children.forEach(child => child.kill('SIGTERM'));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const codes = await Promise.all(
    children.map(
      child =>
        new Promise(resolve => {
          child.once('error', error => {
            console.error(error.message);
            resolve(1);
          });
          child.once('exit', code => {
            stop();
            resolve(code ?? 0);
          });
        }),
    ),
  );
  return Math.max(...codes);
}
