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
  type AccessEvent,
  readAuditEvent,
  readAuditLines,
} from '@keyward/audit-trail';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { explainInput } from '../input';
import { UserError } from '../run/UserError';

/** What logs held besides their events. */
export interface LogCoverage {
  /** Entries of any kind, also those that concern no secret. */
  entries: number;
  /** When the first and the last of the events were, as ISO 8601 in UTC. */
  first?: string;
  last?: string;
  /** The first lines that could not be read. */
  refused: { place: string; reason: string }[];
  refusedCount: number;
  /** The first place at which a log holds bodies of Secrets. */
  body?: string;
}

const STDIN = '-';
const MOST_REFUSED = 20;

/** Reads audit logs one after the other; compressed ones as they are. */
export async function readLogs(
  files: string[],
  io: { stdin: Readable },
  onEvent: (event: AccessEvent) => void,
): Promise<LogCoverage> {
  const coverage: LogCoverage = { entries: 0, refused: [], refusedCount: 0 };
  for (const file of files) {
    const name = file === STDIN ? 'standard input' : file;
    const stream = file === STDIN ? io.stdin : createReadStream(file);
    try {
      await readLog(name, stream, coverage, onEvent);
    } catch (error) {
      throw isOfZlib(error)
        ? new UserError('The file is compressed, and broken or cut off', {
            where: name,
            remedy: 'copy it again: the server may still write it',
          })
        : explainInput(error, name);
    } finally {
      if (file !== STDIN) {
        stream.destroy();
      }
    }
  }
  return coverage;
}

async function readLog(
  name: string,
  stream: Readable,
  coverage: LogCoverage,
  onEvent: (event: AccessEvent) => void,
): Promise<void> {
  for await (const entry of readAuditLines(decompressed(stream))) {
    coverage.entries++;
    const result =
      'refused' in entry
        ? { refused: `${entry.refused}${shown(entry.shape)}` }
        : readAuditEvent(entry.json);
    const place = `${name}, line ${entry.line}`;
    if ('refused' in result) {
      coverage.refusedCount++;
      if (coverage.refused.length < MOST_REFUSED) {
        coverage.refused.push({ place, reason: result.refused });
      }
    } else if ('event' in result) {
      const { event } = result;
      if (event.hasBody) {
        coverage.body ??= place;
      }
      if (coverage.first === undefined || event.at < coverage.first) {
        coverage.first = event.at;
      }
      if (coverage.last === undefined || event.at > coverage.last) {
        coverage.last = event.at;
      }
      onEvent(event);
    }
  }
}

function isOfZlib(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && code.startsWith('Z_');
}

function shown(shape: string): string {
  return shape === '' ? '' : `, but looks like ${shape}`;
}

async function* decompressed(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) {
    return;
  }
  const all = (async function* again() {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isGzip) {
    yield* all;
    return;
  }
  const gunzip = createGunzip();
  // An error of either ends what is read here.
  pipeline(all, gunzip).catch(() => {});
  yield* gunzip;
}
