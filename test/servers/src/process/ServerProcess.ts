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

import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { forgetProcess, reapProcess } from './startReaper';

const keptOutput = 4000;

/** Options of {@link ServerProcess}. */
export interface ServerProcessOptions {
  executable: string;
  args: string[];
  /** Receives standard output and standard error. */
  logFile: string;
  env?: NodeJS.ProcessEnv;
  /** The folder it runs in; without it, that of this process. */
  cwd?: string;
  /** The user that it runs as, where this process is allowed to choose. */
  user?: { uid: number; gid: number };
}

/**
 * One server of the cluster: started, awaited, stopped and started again. It
 * never outlives this process.
 */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  #child?: ChildProcess;
  #exited?: Promise<void>;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  get name(): string {
    return basename(this.#options.executable);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get running(): boolean {
    return this.#child !== undefined;
  }

  /** Starts the server and resolves once `isReady` says yes. */
  async start(
    isReady: () => Promise<boolean>,
    timeoutMs = 60_000,
  ): Promise<void> {
    if (this.#child) {
      throw new Error(`${this.name} is running already`);
    }
    this.#spawn();
    const deadline = Date.now() + timeoutMs;
    while (!(await isReady().catch(() => false))) {
      if (!this.#child) {
        throw new Error(
          `${
            this.name
          } ended while starting. Its last output:\n${await this.lastOutput()}`,
        );
      }
      if (Date.now() > deadline) {
        await this.stop('SIGKILL');
        throw new Error(
          `${
            this.name
          } was not ready after ${timeoutMs} ms. Its last output:\n${await this.lastOutput()}`,
        );
      }
      await delay(50);
    }
  }

  #spawn() {
    const { executable, args, logFile, env, cwd, user } = this.#options;
    const log = openSync(logFile, 'a');
    // A process group of its own: Ctrl-C in a terminal must not reach the
    // servers before those who use them, the order of stopping is ours.
    const child = spawn(executable, args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...env },
      cwd,
      ...user,
    });
    closeSync(log);
    const { pid } = child;
    if (pid !== undefined) {
      reapProcess(pid);
    }
    const killOnExit = () => this.kill('SIGKILL');
    process.once('exit', killOnExit);
    this.#child = child;
    this.#exited = new Promise(resolve => {
      const onEnd = () => {
        process.removeListener('exit', killOnExit);
        if (pid !== undefined) {
          forgetProcess(pid);
        }
        this.#child = undefined;
        resolve();
      };
      child.once('exit', onEnd);
      child.once('error', onEnd);
    });
  }

  /** Sends a signal to the process group without waiting. */
  kill(signal: NodeJS.Signals) {
    const pid = this.#child?.pid;
    if (pid === undefined) {
      return;
    }
    try {
      process.kill(-pid, signal);
    } catch {
      // It is gone already.
    }
  }

  /** Stops the server; what ignores the signal for too long is killed. */
  async stop(signal: NodeJS.Signals, graceMs = 5_000): Promise<void> {
    if (!this.#child) {
      return;
    }
    this.kill(signal);
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  /** The end of the log. */
  async lastOutput(): Promise<string> {
    const file = await open(this.#options.logFile).catch(() => undefined);
    if (!file) {
      return '';
    }
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - keptOutput);
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(keptOutput),
        position: start,
      });
      return buffer.subarray(0, bytesRead).toString('utf8');
    } finally {
      await file.close();
    }
  }
}
