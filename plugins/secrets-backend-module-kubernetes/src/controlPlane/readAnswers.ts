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

import { ClusterError } from '@keyward/kube-collector';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

const LARGEST_METRICS = 64 * 1024 * 1024;
const LARGEST_OBJECT = 32 * 1024 * 1024;

/** Of all metrics of an API server those that tell of encryption, and which program it is. */
const WANTED =
  /^(?:apiserver_storage_transformation_operations_total|apiserver_encryption_config_controller_|kubernetes_build_info)/;

/** Reads the lines that are wanted; the whole may be some megabytes. */
export async function readMetricLines(
  path: string,
  response: IncomingMessage,
): Promise<string> {
  const wanted: string[] = [];
  limit(path, response, LARGEST_METRICS);
  const lines = createInterface({ input: response, crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      if (WANTED.test(line)) {
        wanted.push(line);
      }
    }
  } catch {
    throw endedEarly(path);
  }
  if (!response.complete) {
    throw endedEarly(path);
  }
  return wanted.map(line => `${line}\n`).join('');
}

/** Reads a JSON object; what a parser says quotes the text, and is not passed on. */
export async function readObject(
  path: string,
  response: IncomingMessage,
): Promise<object> {
  const chunks: Buffer[] = [];
  limit(path, response, LARGEST_OBJECT);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
  } catch {
    throw endedEarly(path);
  }
  if (!response.complete) {
    throw endedEarly(path);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (value !== null && typeof value === 'object') {
      return value;
    }
  } catch {
    // As below.
  }
  throw new ClusterError('bad-answer', { path, what: 'the answer is no JSON' });
}

function limit(path: string, response: IncomingMessage, most: number) {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > most) {
      response.destroy(
        new ClusterError('too-large', {
          path,
          what: `the answer is larger than ${most} bytes`,
        }),
      );
    }
  });
}

function endedEarly(path: string): ClusterError {
  return new ClusterError('bad-answer', {
    path,
    what: 'the answer ended too early',
  });
}
