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

// The file of a worker thread, an entry point of this package: see WhatIfWorkers.

import type { AccessObject } from '@keyward/kube-access';
import { parentPort } from 'node:worker_threads';
import { foretell, type Foretold, type Question } from './foretell';

/** What the thread is told: the objects of a cluster in parts, then the question. */
export type WorkerRequest =
  | { objects: AccessObject[] }
  | { question: Question };

/** What the thread answers. */
export type WorkerResponse =
  | { foretold: Foretold }
  /** What is wrong with the question; it repeats nothing of the text. */
  | { problem: string };

const objects: AccessObject[] = [];

parentPort?.on('message', (request: WorkerRequest) => {
  if ('objects' in request) {
    for (const object of request.objects) {
      objects.push(object);
    }
    return;
  }
  parentPort!.postMessage(answer(request.question));
});

function answer(question: Question): WorkerResponse {
  try {
    return { foretold: foretell(objects, question) };
  } catch (error) {
    if (error instanceof Error && error.name === 'InputError') {
      // It says what is wrong with the caller's own text, and goes to that caller alone.
      // eslint-disable-next-line no-restricted-syntax
      return { problem: error.message };
    }
    throw error;
  }
}
