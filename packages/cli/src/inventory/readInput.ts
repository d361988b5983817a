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

import { createReadStream } from 'fs';
import type { Readable } from 'stream';
import {
  DumpError,
  isDump,
  type Observation,
  observeKubectl,
  readDump,
} from '@keyward/model';
import { UserError } from '../run/UserError';
import { type InventoryInput } from './buildInventory';

const REMEDIES: Record<string, string> = {
  ENOENT: 'there is no such file: check the path, or give - for standard input',
  EACCES: 'you may not read it: ask its owner',
  EISDIR: 'this is a folder: name a file in it',
};

/** What a file held, and what there is to say of it. */
export interface ReadInput {
  input: InventoryInput;
  warnings: string[];
  /** What could not be read, where it stands; the rest was. */
  errors: { place: string; message: string }[];
}

const KUBECTL_SOURCE = 'kubectl';
const STDIN = '-';

/** Reads a dump, or what kubectl printed; `-` is standard input. */
export async function readInput(
  file: string,
  io: { stdin: Readable },
): Promise<ReadInput> {
  const name = file === STDIN ? 'standard input' : file;
  const stream = file === STDIN ? io.stdin : createReadStream(file);
  try {
    const { start, rest } = await peek(stream);
    return isDump(start)
      ? await readAsDump(rest)
      : await readAsKubectl(rest, name);
  } catch (error) {
    throw explain(error, name);
  } finally {
    if (file !== STDIN) {
      stream.destroy();
    }
  }
}

async function readAsDump(
  input: AsyncIterable<Uint8Array>,
): Promise<ReadInput> {
  const dump = await readDump(input);
  const observations: Observation[] = [];
  for await (const observation of dump.observations) {
    observations.push(observation);
  }
  return {
    input: {
      sourceId: dump.header.sourceId,
      observations,
      listed: dump.end?.listed ?? 'none',
    },
    warnings: dump.end?.warnings ?? [],
    errors: [],
  };
}

async function readAsKubectl(
  input: AsyncIterable<Uint8Array>,
  name: string,
): Promise<ReadInput> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) {
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const { observations, warnings, errors } = observeKubectl(text, {
    sourceId: KUBECTL_SOURCE,
  });
  if (observations.length === 0 && errors.length > 0) {
    const [{ place, message }] = errors;
    throw new UserError(
      `This is neither a dump nor objects that kubectl printed: ${message}`,
      {
        where: `${name}, ${place}`,
        remedy:
          'take a dump with "keyward dump", or print the objects again with "kubectl get … -o json"',
      },
    );
  }
  return {
    input: { sourceId: KUBECTL_SOURCE, observations, listed: 'none' },
    warnings,
    errors,
  };
}

async function peek(
  stream: Readable,
): Promise<{ start: string; rest: AsyncIterable<Uint8Array> }> {
  const iterator: AsyncIterator<Uint8Array | string> =
    stream[Symbol.asyncIterator]();
  const first = await iterator.next();
  const head = first.done ? Buffer.alloc(0) : Buffer.from(first.value);
  async function* rest() {
    yield head;
    for (;;) {
      const next = await iterator.next();
      if (next.done) {
        return;
      }
      yield Buffer.from(next.value);
    }
  }
  return { start: head.subarray(0, 1024).toString('utf8'), rest: rest() };
}

function explain(error: unknown, name: string): unknown {
  if (error instanceof DumpError) {
    return new UserError('The dump cannot be read', {
      where: `${name}, line ${error.line}`,
      remedy: error.remedy,
    });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return new UserError(`The file cannot be read (${code})`, {
      where: name,
      remedy: REMEDIES[code] ?? 'look at the file and its folder',
    });
  }
  return error;
}
