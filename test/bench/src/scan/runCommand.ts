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
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

const SAMPLE_MS = 50;

/** How a command ran. */
export interface CommandRun {
  ms: number;
  /** The most memory that it had at once, as Linux counts it; 0 on other systems. */
  peakMib: number;
  stderr: string;
}

/**
 * Runs a command to its end.
 *
 * @throws where it ends with another code than those that are fine
 */
export async function runCommand(
  command: string,
  args: string[],
  { cwd, fine }: { cwd: string; fine: number[] },
): Promise<CommandRun> {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  let peakMib = 0;
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(
      () => '',
    );
    const kib = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    peakMib = Math.max(peakMib, kib / 1024);
  }, SAMPLE_MS);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  const ms = performance.now() - start;
  if (!fine.includes(code)) {
    throw new Error(`${command} ended with code ${code}: ${stderr}`);
  }
  return { ms, peakMib, stderr };
}
