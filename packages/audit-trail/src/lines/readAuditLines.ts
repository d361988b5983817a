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

import { isJson, type Json, stringOf } from '@keyward/observation';

/**
 * A line of an audit log, or why it is none.
 *
 * @public
 */
export type AuditLine =
  | { line: number; json: Json }
  | { line: number; refused: string; shape: string };

/**
 * Options of {@link readAuditLines}.
 *
 * @public
 */
export interface ReadAuditLinesOptions {
  /** In bytes; longer lines are refused without being kept. 16 MiB unless set. */
  longestLine?: number;
}

const LONGEST_LINE = 16 * 1024 * 1024;
const SHAPE_LENGTH = 40;
const NEWLINE = 0x0a;

/**
 * The lines of an audit log that comes in pieces: JSON lines, of which an
 * `EventList` or an array counts as its items, and a record of Fluent Bit or Vector as
 * the line in it. A line that cannot be read is refused by
 * itself, with its shape instead of its text, and the next one is read.
 *
 * @public
 */
export async function* readAuditLines(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadAuditLinesOptions = {},
): AsyncGenerator<AuditLine> {
  const longest = options.longestLine ?? LONGEST_LINE;
  let line = 0;
  for await (const bytes of splitLines(input, longest)) {
    line++;
    if (bytes === undefined) {
      yield {
        line,
        refused: `it is longer than ${longest} bytes`,
        shape: '',
      };
    } else if (bytes.length > 0) {
      yield* readLine(line, bytes);
    }
  }
}

function* readLine(line: number, bytes: Uint8Array): Generator<AuditLine> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    yield { line, refused: 'it is not UTF-8', shape: '' };
    return;
  }
  if (text === '') {
    return;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    yield { line, refused: 'it is not JSON', shape: shapeOf(text) };
    return;
  }
  for (const item of itemsOf(json)) {
    const shipped = isJson(item) ? shippedTextOf(item) : undefined;
    if (shipped !== undefined) {
      yield readShipped(line, shipped);
    } else {
      yield isJson(item)
        ? { line, json: item }
        : { line, refused: 'it is no object', shape: shapeOf(text) };
    }
  }
}

function itemsOf(json: unknown): unknown[] {
  if (Array.isArray(json)) {
    return json;
  }
  return isJson(json) && json.kind === 'EventList' && Array.isArray(json.items)
    ? json.items
    : [json];
}

/**
 * The line that a shipper put into a record of its own: Fluent Bit as `log`, Vector as
 * `message`. Neither is a field of an entry of an audit log.
 */
function shippedTextOf(item: Json): string | undefined {
  return stringOf(item.log) ?? stringOf(item.message);
}

function readShipped(line: number, text: string): AuditLine {
  try {
    const json: unknown = JSON.parse(text);
    if (isJson(json)) {
      return { line, json };
    }
  } catch {
    // Refused without its text, as any other line.
  }
  return { line, refused: 'it is not JSON', shape: shapeOf(text) };
}

/** The lines without their ends; undefined for one that is too long. */
async function* splitLines(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  longest: number,
): AsyncGenerator<Uint8Array | undefined> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (piece: Uint8Array) => {
    length += piece.length;
    if (length > longest) {
      pieces = [];
    } else if (piece.length > 0) {
      pieces.push(piece);
    }
  };
  const end = () => {
    const bytes = length > longest ? undefined : Buffer.concat(pieces);
    pieces = [];
    length = 0;
    return bytes;
  };
  for await (const chunk of input) {
    let from = 0;
    for (
      let to = chunk.indexOf(NEWLINE);
      to !== -1;
      to = chunk.indexOf(NEWLINE, from)
    ) {
      take(chunk.subarray(from, to));
      yield end();
      from = to + 1;
    }
    take(chunk.subarray(from));
  }
  if (length > 0) {
    yield end();
  }
}

/** Tells what a text looks like, with each letter as `a` and each digit as `0`. */
function shapeOf(text: string): string {
  return text
    .slice(0, SHAPE_LENGTH)
    .replace(/\p{L}/gu, 'a')
    .replace(/\p{N}/gu, '0');
}
