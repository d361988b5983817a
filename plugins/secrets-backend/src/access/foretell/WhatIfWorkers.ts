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

import {
  ConflictError,
  InputError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { AccessObject } from '@keyward/kube-access';
import { setImmediate as giveWay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Foretold, Question } from './foretell';
import type { WorkerRequest, WorkerResponse } from './whatIfWorker';

/** By which this package finds the file of the thread, in the source as in what is built. */
const WORKER = '@keyward/backstage-plugin-secrets-backend/what-if-worker';
const LONGEST_MS = 15_000;
/** So long before the end an answer is given of what was found so far. */
const TO_ANSWER_MS = 3_000;
/** Two graphs of a large cluster take half of it. */
const MEMORY_MB = 1024;
const MB = 1024 * 1024;
/** Of all callers. */
const MOST_AT_ONCE = 2;
const WATCHED_EVERY_MS = 250;
/** So many objects are handed over without letting others have their turn. */
const AT_ONCE = 5_000;

/** What a change is asked of. */
export interface Asked {
  objects: AccessObject[];
  question: Omit<Question, 'longestMs'>;
}

/** Works out what a change means, whose text comes from a caller. */
export interface ForetellsChanges {
  /**
   * @param caller - of whom one question at a time is answered
   * @param load - reads what it is asked of, once it is the caller's turn
   */
  foretell(caller: string, load: () => Promise<Asked>): Promise<Foretold>;
}

/**
 * Works out changes in threads of their own, as nobody knows how long the text
 * of a caller takes: the portal goes on meanwhile. A thread ends with its
 * answer, when it takes too long or too much memory, and with the portal.
 */
export class WhatIfWorkers implements ForetellsChanges {
  readonly #options: {
    longestMs: number;
    memoryMb: number;
    execArgv?: string[];
  };
  readonly #callers = new Set<string>();
  readonly #stops = new Set<() => void>();
  #isStopped = false;

  constructor(
    options: {
      longestMs?: number;
      memoryMb?: number;
      /** Those of this process unless set. */
      execArgv?: string[];
    } = {},
  ) {
    this.#options = {
      longestMs: LONGEST_MS,
      memoryMb: MEMORY_MB,
      ...options,
    };
  }

  async foretell(
    caller: string,
    load: () => Promise<Asked>,
  ): Promise<Foretold> {
    if (this.#isStopped) {
      throw stopped();
    }
    if (this.#callers.has(caller)) {
      throw new ConflictError(
        'Another what-if of yours is being worked out: wait for its answer, then ask again',
      );
    }
    if (this.#callers.size >= MOST_AT_ONCE) {
      throw new ServiceUnavailableError(
        'What others ask is being worked out: ask again in some seconds',
      );
    }
    this.#callers.add(caller);
    try {
      return await this.#run(await load());
    } finally {
      this.#callers.delete(caller);
    }
  }

  /** Ends all threads; what they were asked is answered by an error. */
  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#stops) {
      stop();
    }
  }

  async #run({ objects, question }: Asked): Promise<Foretold> {
    if (this.#isStopped) {
      throw stopped();
    }
    const { longestMs, memoryMb, execArgv } = this.#options;
    const worker = new Worker(require.resolve(WORKER), {
      execArgv,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    let timer: NodeJS.Timeout | undefined;
    let watch: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    try {
      const answered = new Promise<WorkerResponse>((resolve, reject) => {
        stop = () => reject(stopped());
        this.#stops.add(stop);
        worker.on('message', resolve);
        worker.on('error', error => reject(errorOf(error)));
        worker.on('exit', () => reject(new Error('The thread ended')));
        timer = setTimeout(
          () =>
            reject(
              new InputError(
                `The change takes more than ${
                  longestMs / 1000
                } s to look at: ask about a part of it`,
              ),
            ),
          longestMs,
        );
        watch = setInterval(async () => {
          if ((await heapOf(worker)) > memoryMb * MB) {
            reject(tooLarge());
          }
        }, WATCHED_EVERY_MS);
      });
      // It may fail before anybody waits for it.
      answered.catch(() => {});
      const tell = (request: WorkerRequest) => worker.postMessage(request);
      for (let from = 0; from < objects.length; from += AT_ONCE) {
        tell({ objects: objects.slice(from, from + AT_ONCE) });
        await giveWay();
      }
      tell({
        question: {
          ...question,
          longestMs: Math.max(0, longestMs - TO_ANSWER_MS),
        },
      });
      const response = await answered;
      if ('problem' in response) {
        throw new InputError(response.problem);
      }
      return response.foretold;
    } finally {
      clearTimeout(timer);
      clearInterval(watch);
      this.#stops.delete(stop!);
      await worker.terminate();
    }
  }
}

function stopped() {
  return new ServiceUnavailableError('The portal is being stopped');
}

function tooLarge() {
  return new InputError(
    'The change takes too much memory to look at: ask about a part of it',
  );
}

/**
 * How much a thread has in use: where the process was started with
 * --max-old-space-size, that counts for its threads too, whatever they are
 * limited to. Nothing where Node.js does not tell.
 */
async function heapOf(
  worker: Worker & {
    getHeapStatistics?(): Promise<{ used_heap_size: number }>;
  },
): Promise<number> {
  try {
    return (await worker.getHeapStatistics?.())?.used_heap_size ?? 0;
  } catch {
    // It has ended, which is told by itself.
    return 0;
  }
}

/** What a thread fails by may quote the text: of it only the code is told. */
function errorOf(error: unknown): Error {
  const { code, name } = error as { code?: string; name?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? tooLarge()
    : new Error(`The change could not be looked at: ${code ?? name}`);
}
