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
import type { Served, ServeOptions } from './serve';

/** A server that answers as a Vault does, in a process of its own. */
export interface VaultServer {
  url: string;
  /** How often it was called since this was asked last. */
  calls(): Promise<number>;
  stop(): void;
}

/** Starts it, with so many secrets. */
export async function startVaultServer(
  options: ServeOptions,
): Promise<VaultServer> {
  const child = fork(require.resolve('./serve'), {
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
