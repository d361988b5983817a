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
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

const LISTENING = /Debugger listening on (ws:\S+)/;

interface Answer {
  id?: number;
  method?: string;
  params?: { chunk?: string };
  result?: { result?: { value?: number } };
  error?: { message: string };
}

/** Asks a process that was started with `--inspect=127.0.0.1:0` about its heap. */
export class HeapProbe {
  readonly #url: string;

  /** @param log - in which the process says where it listens */
  constructor(log: string) {
    const url = LISTENING.exec(log)?.[1];
    if (!url) {
      throw new Error('The process does not say where its inspector listens');
    }
    this.#url = url;
  }

  /** What is in use after all garbage is collected, in bytes. */
  async usedAfterCollection(): Promise<number> {
    return await this.#connected(async ask => {
      // Finalizers let go of more, which the next collection takes.
      for (let round = 0; round < 3; round++) {
        await ask('HeapProfiler.collectGarbage');
      }
      const { result } = await ask('Runtime.evaluate', {
        expression: 'process.memoryUsage().heapUsed',
        returnByValue: true,
      });
      return result!.value!;
    });
  }

  /** Writes a heap snapshot, as the developer tools of Chromium open it. */
  async writeSnapshot(file: string): Promise<void> {
    const target = createWriteStream(file);
    await this.#connected(
      async ask => {
        await ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
      },
      ({ method, params }) => {
        if (method === 'HeapProfiler.addHeapSnapshotChunk') {
          target.write(params!.chunk!);
        }
      },
    );
    await finished(target.end());
  }

  /** Connected for as long as it takes: who is connected is told of more. */
  async #connected<T>(
    run: (
      ask: (method: string, params?: object) => Promise<Answer['result'] & {}>,
    ) => Promise<T>,
    onEvent: (event: Answer) => void = () => {},
  ): Promise<T> {
    const socket = new WebSocket(this.#url);
    await once(socket, 'open');
    let asked = 0;
    const waiting = new Map<number, (answer: Answer) => void>();
    socket.onmessage = ({ data }) => {
      const answer: Answer = JSON.parse(String(data));
      if (answer.id === undefined) {
        onEvent(answer);
      } else {
        waiting.get(answer.id)?.(answer);
        waiting.delete(answer.id);
      }
    };
    try {
      return await run(async (method, params = {}) => {
        const id = ++asked;
        const answered = new Promise<Answer>(resolve =>
          waiting.set(id, resolve),
        );
        socket.send(JSON.stringify({ id, method, params }));
        const { result, error } = await answered;
        if (error) {
          throw new Error(`${method}: ${error.message}`);
        }
        return result ?? {};
      });
    } finally {
      socket.close();
    }
  }
}
