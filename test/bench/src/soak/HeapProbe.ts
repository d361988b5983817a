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

/**
 * Asks a process that was started with `--inspect=127.0.0.1:0` about its heap, over
 * one connection: with its end V8 forgets the ids of objects, by which two snapshots
 * are compared.
 */
export class HeapProbe {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #onChunk: (chunk: string) => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)));
    socket.onclose = () => {
      for (const resolve of this.#waiting.values()) {
        resolve({ error: { message: 'the connection ended' } });
      }
    };
  }

  /** @param log - in which the process says where it listens */
  static async connect(log: string): Promise<HeapProbe> {
    const url = LISTENING.exec(log)?.[1];
    if (!url) {
      throw new Error('The process does not say where its inspector listens');
    }
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new HeapProbe(socket);
  }

  /** What is in use after all garbage is collected, in bytes. */
  async usedAfterCollection(): Promise<number> {
    // Finalizers let go of more, which the next collection takes.
    for (let round = 0; round < 3; round++) {
      await this.#ask('HeapProfiler.collectGarbage');
    }
    const { result } = await this.#ask('Runtime.evaluate', {
      expression: 'process.memoryUsage().heapUsed',
      returnByValue: true,
    });
    return result!.value!;
  }

  /** Writes a heap snapshot, as the developer tools of Chromium open it. */
  async writeSnapshot(file: string): Promise<void> {
    const target = createWriteStream(file);
    this.#onChunk = chunk => target.write(chunk);
    await this.#ask('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    await finished(target.end());
  }

  close() {
    this.#socket.close();
  }

  async #ask(
    method: string,
    params: object = {},
  ): Promise<Answer['result'] & {}> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>(resolve =>
      this.#waiting.set(id, resolve),
    );
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await answered;
    if (error) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result ?? {};
  }

  #take(answer: Answer) {
    if (answer.method === 'HeapProfiler.addHeapSnapshotChunk') {
      this.#onChunk(answer.params!.chunk!);
    } else if (answer.id !== undefined) {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    }
  }
}
