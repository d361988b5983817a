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
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a TypeScript file of the repository; resolves with its exit code. */
export async function runTypeScript(file, args) {
  return await run([
    '--require',
    '@backstage/cli/config/nodeTransform.cjs',
    file,
    ...args,
  ]);
}

/** Runs jest as backstage-cli does; resolves with its exit code. */
export async function runJest(args) {
  return await run(['node_modules/jest/bin/jest.js', ...args], {
    NODE_ENV: 'test',
    NODE_OPTIONS: '--no-node-snapshot',
    TZ: 'UTC',
  });
}

const oldestNode = 22;

/** The Node.js to run with: of the repository's toolchain, if it has one. */
async function findNode() {
  const bootstrap = new URL('./bootstrap.mjs', import.meta.url);
  if (existsSync(bootstrap)) {
    const { ensureToolchain } = await import(bootstrap);
    const toolchain = await ensureToolchain();
    if (typeof toolchain?.node === 'string') {
      return toolchain.node;
    }
  }
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new Error(
      `This needs Node.js ${oldestNode} or newer, and ${process.execPath} is ${process.version}.`,
    );
  }
  return process.execPath;
}

function checkInstalled() {
  const require = createRequire(`${root}/package.json`);
  try {
    require.resolve('@backstage/cli/config/nodeTransform.cjs');
  } catch {
    throw new Error(
      `The dependencies are not installed in ${root}: run yarn install there.`,
    );
  }
}

async function run(args, env = {}) {
  let node;
  try {
    node = await findNode();
    checkInstalled();
  } catch (error) {
    console.error(error.message);
    return 1;
  }
  const child = spawn(node, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  // Ctrl-C reaches the child as well, and it knows what to clean up.
  const forward = signal => child.kill(signal);
  const ignore = () => {};
  process.on('SIGINT', ignore);
  process.on('SIGTERM', forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(signal ? 1 : code));
    });
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', forward);
  }
}
