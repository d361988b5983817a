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
import { root } from './paths.mjs';

const STOP_TIMEOUT = 15_000;
const groups = new Set();

/**
 * Runs a command in a process group of its own, of which nothing is left when
 * this resolves.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env: NodeJS.ProcessEnv, cwd?: string, show?: boolean }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runStep(command, args, options) {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  groups.add(child.pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', chunk => {
      output += chunk;
      if (options.show) {
        process.stdout.write(chunk);
      }
    });
  }
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode, signal) =>
        resolve(signal ? 1 : exitCode ?? 1),
      );
    });
    return { code, output };
  } finally {
    killGroup(child.pid, 'SIGKILL');
    groups.delete(child.pid);
  }
}

/** Ends whatever runStep still runs: politely first. */
export async function stopSteps() {
  for (const pid of groups) {
    killGroup(pid, 'SIGTERM');
  }
  const deadline = Date.now() + STOP_TIMEOUT;
  while (groups.size > 0 && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  for (const pid of groups) {
    killGroup(pid, 'SIGKILL');
  }
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
