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

import { z } from 'zod';
import { instantOf } from '../json';
import { type EdgeObservation, type Observation } from '../observation';
import { formatObjectRef, isSourceId, kubernetesSecretRef } from '../refs';
import type { InputChunks } from './decodeInput';
import { DumpError } from './DumpError';
import { parseObservation } from './observationSchema';
import { readLines } from './readLines';
import {
  DUMP_VERSION,
  DUMPED_OBSERVATION_VERSION,
  type DumpEnd,
  type DumpHeader,
} from './types';

/** @public */
export interface ReadDumpOptions {
  /** The source's id where the dump is read, if it is another than the dump's own. */
  sourceId?: string;
}

/** @public */
export interface Dump {
  header: DumpHeader;
  /** To be read once, to the end: only then the dump is known to be whole. */
  observations: AsyncIterable<Observation>;
  /** Known once the observations were read. */
  readonly end: DumpEnd | undefined;
}

const AGAIN = 'Take it again with `keyward dump`, or copy it again';
const UPDATE = 'Update Keyward, or take it with the version that is to read it';

const headerSchema = z.object({
  keyward: z.literal('dump'),
  version: z.number().int().positive(),
  observationVersion: z.number().int().positive(),
  kind: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(64),
  sourceId: z.string().refine(isSourceId),
  title: z.string().max(1024),
  takenAt: z.string().refine(value => instantOf(value) !== undefined),
  mode: z.string().max(64),
});

const endSchema = z.object({
  observations: z.number().int().nonnegative(),
  listed: z.union([
    z.literal('all'),
    z.literal('none'),
    z.array(z.string().max(253)),
  ]),
  warnings: z.array(z.string().max(4096)),
  lists: z.array(z.string().max(1024)).optional(),
  unlistedKinds: z
    .array(
      z.object({
        name: z.string().max(320).optional(),
        namespaces: z.array(z.string().max(253)).optional(),
      }),
    )
    .optional(),
});

/**
 * Whether a text, or its first part, is a dump and not something that kubectl
 * wrote.
 *
 * @public
 */
export function isDump(start: string): boolean {
  return /^\uFEFF?\s*\{\s*"keyward"\s*:/.test(start.slice(0, 1024));
}

/**
 * Reads a dump as it comes, with bounded memory.
 *
 * @throws {@link DumpError}, at once for the header, while the observations are
 *   read for the rest
 * @public
 */
export async function readDump(
  input: InputChunks,
  options: ReadDumpOptions = {},
): Promise<Dump> {
  const { sourceId } = options;
  if (sourceId !== undefined && !isSourceId(sourceId)) {
    throw new Error(`Not the id of a source: ${sourceId}`);
  }
  const lines = readLines(input);
  const header = parseHeader((await lines.next()).value);
  let end: DumpEnd | undefined;

  async function* observations(): AsyncGenerator<Observation> {
    let line = 1;
    let count = 0;
    for await (const text of lines) {
      line++;
      if (text.trim() === '') {
        continue;
      }
      if (end) {
        throw new DumpError(line, 'it stands after the end', AGAIN);
      }
      const value = parseLine(text, line);
      if (Object.hasOwn(value, 'end')) {
        const parsed = endSchema.safeParse(value.end);
        if (!parsed.success || parsed.data.observations !== count) {
          throw new DumpError(
            line,
            `the end does not fit the ${count} observations before it`,
            AGAIN,
          );
        }
        end = parsed.data;
        continue;
      }
      const parsed = parseObservation(value);
      if ('field' in parsed) {
        throw new DumpError(line, `${parsed.field} is not understood`, AGAIN);
      }
      count++;
      yield placed(
        parsed.observation,
        header,
        sourceId ?? header.sourceId,
        line,
      );
    }
    if (!end) {
      throw new DumpError(line, 'the dump was cut off here', AGAIN);
    }
  }

  return {
    header: { ...header, sourceId: sourceId ?? header.sourceId },
    observations: observations(),
    get end() {
      return end;
    },
  };
}

function parseHeader(text: string | undefined): DumpHeader {
  if (text === undefined || text.trim() === '') {
    throw new DumpError(1, 'it is empty', AGAIN);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    value = undefined;
  }
  if (!isDumpHeader(value)) {
    throw new DumpError(
      1,
      'this is no dump of Keyward',
      'Give a file that `keyward dump` wrote, or what `kubectl get -o json` or `-o yaml` printed',
    );
  }
  if (
    Number(value.version) > DUMP_VERSION ||
    Number(value.observationVersion) > DUMPED_OBSERVATION_VERSION
  ) {
    throw new DumpError(1, 'a newer version of Keyward wrote this', UPDATE);
  }
  const parsed = headerSchema.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0].path.join('.');
    throw new DumpError(1, `${field} of the header is not understood`, AGAIN);
  }
  const { keyward, ...header } = parsed.data;
  return { ...header, takenAt: new Date(header.takenAt).toISOString() };
}

function isDumpHeader(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'keyward' in value &&
    value.keyward === 'dump'
  );
}

function parseLine(text: string, line: number): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new DumpError(line, 'it is cut off or no JSON', AGAIN);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DumpError(line, 'it is no JSON object', AGAIN);
  }
  return value as Record<string, unknown>;
}

/**
 * The observation with a ref of the source that it is read as. A dump speaks for
 * its own source only, whatever its refs say.
 */
function placed(
  observation: Observation,
  header: DumpHeader,
  sourceId: string,
  line: number,
): Observation {
  const edges = observation.edges && {
    edges: placedEdges(observation.edges, header.sourceId, sourceId),
  };
  if (observation.type === 'object') {
    return {
      ...observation,
      ref: formatObjectRef({ sourceId, ...observation }),
      ...edges,
    };
  }
  if (header.kind === 'kubernetes') {
    const { namespace, name } = observation;
    return {
      ...observation,
      ref: kubernetesSecretRef(sourceId, namespace, name),
      ...edges,
    };
  }
  throw new DumpError(
    line,
    `secrets of ${header.kind} are not understood`,
    UPDATE,
  );
}

/** Edges that begin or end in the dump's own source; it has nothing to say of others. */
function placedEdges(
  edges: EdgeObservation[],
  before: string,
  sourceId: string,
): EdgeObservation[] {
  const isOwn = (ref: string) => ref.split('/', 1)[0].endsWith(`:${before}`);
  const placedRef = (ref: string) =>
    isOwn(ref)
      ? `${ref.slice(0, ref.indexOf(':'))}:${sourceId}${ref.slice(
          ref.indexOf('/'),
        )}`
      : ref;
  return edges
    .filter(
      ({ from, to }) => isOwn(to) || (typeof from === 'string' && isOwn(from)),
    )
    .map(({ from, to, via, ...rest }) => ({
      from: typeof from === 'string' ? placedRef(from) : from,
      to: placedRef(to),
      ...(via?.startsWith(`${before}/`)
        ? { via: `${sourceId}${via.slice(before.length)}` }
        : {}),
      ...rest,
    }));
}
