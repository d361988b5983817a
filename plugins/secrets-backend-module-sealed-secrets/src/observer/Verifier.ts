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
/** A controller that asks for longer is left alone for this round. */
const LONGEST_WAIT_MS = 10_000;
const LONGEST_ROUND_MS = 120_000;
/** A key can be restored, and a controller takes it when it starts. */
const AGAIN_MS = 3_600_000;

interface Known {
  opens: boolean;
  /** By the clock of the process. */
  at: number;
  round: number;
}

interface Wanted {
  key: string;
  item: Json;
  bytes: number;
  apis: readonly ControllerApi[];
}

/**
 * Asks controllers whether they open SealedSecrets of which no status tells: slower than
 * the two requests a second that each takes, each generation of a SealedSecret once, and
 * those that did not open once more an hour later. Those that get no answer come after all
 * that were not asked about for longer, so that none keeps the others waiting.
 */
export class Verifier {
  readonly #known = new Map<string, Known>();
  /** In which round those without an answer were asked about last. */
  readonly #unanswered = new Map<string, number>();
  #queue: Wanted[] = [];
  #bytes = 0;
  #round = 1;
  readonly #pauseMs: number;
  readonly #againMs: number;

  constructor(options: { pauseMs?: number; againMs?: number } = {}) {
    this.#pauseMs = options.pauseMs ?? PAUSE_MS;
    this.#againMs = options.againMs ?? AGAIN_MS;
  }

  /** What was answered of this generation of it. */
  known(item: Json): boolean | undefined {
    return this.#known.get(keyOf(item))?.opens;
  }

  /** Has it asked about, if there is room in this round. */
  want(item: Json, apis: readonly ControllerApi[]): void {
    const key = keyOf(item);
    if (apis.length === 0 || this.#isSettled(key)) {
      return;
    }
    if (this.#queue.length >= MOST_A_ROUND && !this.#newestAfter(key)) {
      return;
    }
    const bytes = JSON.stringify(item).length;
    while (
      this.#queue.length >= MOST_A_ROUND ||
      this.#bytes + bytes > MOST_BYTES
    ) {
      const newest = this.#newestAfter(key);
      if (!newest) {
        return;
      }
      this.#queue.splice(this.#queue.indexOf(newest), 1);
      this.#bytes -= newest.bytes;
    }
    this.#bytes += bytes;
    this.#queue.push({ key, item, bytes, apis });
  }

  /** Asks about those that are wanted; answers with those of which something is known now. */
  async ask(signal: AbortSignal): Promise<Json[]> {
    const queue = this.#queue;
    this.#queue = [];
    this.#bytes = 0;
    this.#round += 1;
    const answered: Json[] = [];
    const end = performance.now() + LONGEST_ROUND_MS;
    for (const { key, item, apis } of queue) {
      if (performance.now() > end) {
        break;
      }
      const opens = await this.#askAll(item, apis, signal);
      if (signal.aborted) {
        return [];
      }
      if (opens === undefined) {
        remember(this.#unanswered, key, this.#round);
      } else {
        this.#unanswered.delete(key);
        remember(this.#known, key, {
          opens,
          at: performance.now(),
          round: this.#round,
        });
        answered.push(item);
      }
    }
    return answered;
  }

  #isSettled(key: string): boolean {
    const known = this.#known.get(key);
    return (
      known !== undefined &&
      (known.opens || performance.now() - known.at < this.#againMs)
    );
  }

  #askedAt(key: string): number {
    return this.#unanswered.get(key) ?? this.#known.get(key)?.round ?? 0;
  }

  /** Of those that are wanted the one that was asked about last, if that was after another one. */
  #newestAfter(key: string): Wanted | undefined {
    let newest: Wanted | undefined;
    for (const each of this.#queue) {
      if (this.#askedAt(each.key) > this.#askedAt(newest?.key ?? key)) {
        newest = each;
      }
    }
    return newest;
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
      if (answer.waitMs > LONGEST_WAIT_MS) {
        break;
      }
      await pause(answer.waitMs, signal);
    }
    return 'no-answer';
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T) {
  if (map.size >= MOST_KNOWN) {
    map.clear();
  }
  map.set(key, value);
}

function keyOf(item: Json): string {
  const uid = stringOf(at(item, 'metadata', 'uid'));
  return `${uid}/${at(item, 'metadata', 'generation')}`;
}

async function pause(ms: number, signal: AbortSignal) {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
