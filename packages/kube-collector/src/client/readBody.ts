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

import type { IncomingMessage } from 'http';
import { ClusterError, errorOfConnection } from './ClusterError';

/** Above any single object and any page that is asked for on purpose; several are held at a time. */
const LARGEST_BODY = 32 * 1024 * 1024;

/**
 * Reads a JSON answer.
 *
 * @throws {@link ClusterError} `too-large`, `bad-answer` or `unreachable`; never
 * what a JSON parser says, as that quotes the payload
 * @public
 */
export async function readJson(
  path: string,
  response: IncomingMessage,
  limit = LARGEST_BODY,
): Promise<{ body: unknown; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += chunk.length;
      if (bytes > limit) {
        response.destroy();
        throw new ClusterError('too-large', {
          path,
          what: `the answer is larger than ${limit} bytes`,
        });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw errorOfConnection(path, error);
  }
  if (!response.complete) {
    throw new ClusterError('bad-answer', {
      path,
      what: 'the answer ended too early',
    });
  }
  return {
    body: parseJson(path, Buffer.concat(chunks).toString('utf8')),
    bytes,
  };
}

/** The lines of a watch, one at a time. */
export async function* readLines(
  path: string,
  response: IncomingMessage,
  limit = LARGEST_BODY,
): AsyncGenerator<string> {
  let pending: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      let rest = chunk;
      for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
        pending.push(rest.subarray(0, end));
        yield Buffer.concat(pending).toString('utf8');
        pending = [];
        bytes = 0;
        rest = rest.subarray(end + 1);
      }
      bytes += rest.length;
      if (bytes > limit) {
        response.destroy();
        throw new ClusterError('too-large', {
          path,
          what: `an event is larger than ${limit} bytes`,
        });
      }
      if (rest.length > 0) {
        pending.push(rest);
      }
    }
  } catch (error) {
    throw errorOfConnection(path, error);
  }
}

export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ClusterError('bad-answer', {
      path,
      what: 'the answer is no JSON',
    });
  }
}
