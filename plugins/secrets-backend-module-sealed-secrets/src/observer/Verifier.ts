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

import { setTimeout as sleep } from 'node:timers/promises';
import { at, type Json, stringOf } from '@keyward/observation/json';
import type { ControllerApi } from '../api';

const PAUSE_MS = 600;
const MOST_A_ROUND = 50;
const MOST_BYTES = 16 * 1024 * 1024;
const MOST_KNOWN = 100_000;
const MOST_WAITS = 3;

/**
 * Asks controllers whether they open SealedSecrets of which no status tells: slower than
 * the two requests a second that each takes, each generation of a SealedSecret once.
 */
export class Verifier {
  readonly #known = new Map<string, boolean>();
  #queue: { key: string; item: Json; apis: readonly ControllerApi[] }[] = [];
  #bytes = 0;
  readonly #pauseMs: number;

  constructor(options: { pauseMs?: number } = {}) {
    this.#pauseMs = options.pauseMs ?? PAUSE_MS;
  }

  /** What was answered of this generation of it. */
  known(item: Json): boolean | undefined {
    return this.#known.get(keyOf(item));
  }

  /** Has it asked about, if there is room in this round. */
  want(item: Json, apis: readonly ControllerApi[]): void {
    const key = keyOf(item);
    if (apis.length === 0 || this.#known.has(key)) {
      return;
    }
    const { length } = JSON.stringify(item);
    const isFull =
      this.#queue.length >= MOST_A_ROUND || this.#bytes + length > MOST_BYTES;
    if (!isFull) {
      this.#bytes += length;
      this.#queue.push({ key, item, apis });
    }
  }

  /** Asks about those that are wanted; answers with those of which something is known now. */
  async ask(signal: AbortSignal): Promise<Json[]> {
    const queue = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    const answered: Json[] = [];
    for (const { key, item, apis } of queue) {
      const opens = await this.#askAll(item, apis, signal);
      if (signal.aborted) {
        return [];
      }
      if (opens !== undefined) {
        this.#remember(key, opens);
        answered.push(item);
      }
    }
    return answered;
  }

  /** Any of them may open it; that it does not open, all of them have to say. */
  async #askAll(
    item: Json,
    apis: readonly ControllerApi[],
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    let isKnown = true;
    for (const api of apis) {
      const state = await this.#askOne(item, api, signal);
      if (state === 'opens') {
        return true;
      }
      isKnown &&= state === 'does-not-open';
    }
    return isKnown ? false : undefined;
  }

  async #askOne(item: Json, api: ControllerApi, signal: AbortSignal) {
    for (let waits = 0; waits <= MOST_WAITS && !signal.aborted; waits += 1) {
      const answer = await api.verify(item);
      if (answer.state !== 'throttled') {
        await pause(this.#pauseMs, signal);
        return answer.state;
      }
      await pause(answer.waitMs, signal);
    }
    return 'no-answer';
  }

  #remember(key: string, opens: boolean) {
    if (this.#known.size >= MOST_KNOWN) {
      this.#known.clear();
    }
    this.#known.set(key, opens);
  }
}

function keyOf(item: Json): string {
  const uid = stringOf(at(item, 'metadata', 'uid'));
  return `${uid}/${at(item, 'metadata', 'generation')}`;
}

async function pause(ms: number, signal: AbortSignal) {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
