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

import { InputError } from '@backstage/errors';
import type express from 'express';
import { createGunzip } from 'node:zlib';

/** A log that is larger than the portal takes. */
export class TooLargeError extends Error {}

/**
 * The body of a request, unpacked, as it comes. It is an error once it has more bytes than
 * some, packed or not.
 *
 * @throws InputError for a way to pack that is not known, and for what is packed wrongly
 */
export async function* openBody(
  request: express.Request,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  const encoding = request.header('content-encoding') ?? 'identity';
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new InputError('The content-encoding must be gzip or none');
  }
  if (Number(request.header('content-length') ?? 0) > mostBytes) {
    throw new TooLargeError();
  }
  if (encoding === 'identity') {
    yield* capped(request, mostBytes);
    return;
  }
  const unpacked = request.pipe(createGunzip());
  request.once('error', error => unpacked.destroy(error));
  request.once('aborted', () => unpacked.destroy(new InputError('Cut off')));
  try {
    yield* capped(unpacked, mostBytes);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_')
      ? new InputError('The body is not packed by gzip, or cut off')
      : error;
  } finally {
    unpacked.destroy();
  }
}

async function* capped(
  stream: AsyncIterable<Uint8Array>,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of stream) {
    bytes += piece.length;
    if (bytes > mostBytes) {
      throw new TooLargeError();
    }
    yield piece;
  }
}
