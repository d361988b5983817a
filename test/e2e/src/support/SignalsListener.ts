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

import { portalUrl } from './portalUrl';

const TRIES = 5;
const PATIENCE_MS = 2_000;

/** Keeps what the portal says on a channel of its signals, as an open page hears it. */
export class SignalsListener {
  readonly #socket: WebSocket;
  /** Each message as it came. */
  readonly messages: string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.messages.push(String(data));
    });
  }

  /** @param token - without one the portal refuses */
  static async open(channel: string, token?: string): Promise<SignalsListener> {
    const url = `${portalUrl().replace(/^http/, 'ws')}/api/signals`;
    for (let attempt = 1; ; attempt++) {
      const socket = new WebSocket(url, token);
      const listener = new SignalsListener(socket);
      if (await opens(socket)) {
        socket.send(JSON.stringify({ action: 'subscribe', channel }));
        return listener;
      }
      socket.close();
      if (attempt === TRIES) {
        throw new Error(`${url} could not be opened`);
      }
    }
  }

  close() {
    this.#socket.close();
  }
}

async function opens(socket: WebSocket): Promise<boolean> {
  return await new Promise(resolve => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    const settle = (result: boolean) => () => {
      clearTimeout(timer);
      resolve(result);
    };
    socket.addEventListener('open', settle(true), { once: true });
    socket.addEventListener('error', settle(false), { once: true });
  });
}
