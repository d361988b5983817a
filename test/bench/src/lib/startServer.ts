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

import { fork } from 'node:child_process';
import { once } from 'node:events';

/** What a server is told to begin with. */
export interface ServeOptions {
  secrets: number;
}

/** What it says once it answers, and when it is asked how often it was called. */
export interface Served {
  port?: number;
  calls?: number;
}

/** A server that answers from memory, in a process of its own. */
export interface BenchServer {
  url: string;
  /** How often it was called since this was asked last. */
  calls(): Promise<number>;
  stop(): void;
}

/** Starts it, with so many secrets. */
export async function startServer(
  script: string,
  options: ServeOptions,
): Promise<BenchServer> {
  const child = fork(script, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // The loader of modules sends messages as well.
  const answer = async (name: keyof Served): Promise<number> => {
    for (;;) {
      const [message]: Served[] = await once(child, 'message');
      if (typeof message[name] === 'number') {
        return message[name];
      }
    }
  };
  child.send(options);
  const port = await answer('port');
  return {
    url: `http://127.0.0.1:${port}`,
    async calls() {
      child.send({});
      return await answer('calls');
    },
    stop: () => child.disconnect(),
  };
}
