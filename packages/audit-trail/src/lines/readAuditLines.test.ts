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

import { type AuditLine, readAuditLines } from './readAuditLines';

async function linesOf(
  text: string | Uint8Array,
  options: { pieces?: number; longestLine?: number } = {},
): Promise<AuditLine[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const size = Math.max(1, Math.ceil(bytes.length / (options.pieces ?? 1)));
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += size) {
    chunks.push(bytes.subarray(from, from + size));
  }
  const lines: AuditLine[] = [];
  for await (const line of readAuditLines(chunks, options)) {
    lines.push(line);
  }
  return lines;
}

describe('readAuditLines', () => {
  it('reads lines that are cut anywhere', async () => {
    const text = '{"a":"ä"}\r\n\n{"b":2}';
    for (let pieces = 1; pieces <= Buffer.byteLength(text); pieces++) {
      expect(await linesOf(text, { pieces })).toEqual([
        { line: 1, json: { a: 'ä' } },
        { line: 3, json: { b: 2 } },
      ]);
    }
  });

  it('takes an EventList for its items', async () => {
    expect(
      await linesOf('{"kind":"EventList","items":[{"a":1},{"b":2},3]}'),
    ).toEqual([
      { line: 1, json: { a: 1 } },
      { line: 1, json: { b: 2 } },
      {
        line: 1,
        refused: 'it is no object',
        shape: '{"aaaa":"aaaaaAaaa","aaaaa":[{"a":0},{"a'.replace(
          /[A-Z]/g,
          'a',
        ),
      },
    ]);
  });

  it('takes an array for its items, and a record of a shipper for the line in it', async () => {
    const records = [
      { date: 1.5, log: '{"a":1}' },
      { message: '{"b":2}', source_type: 'file' },
      { c: 3 },
      { log: 'Tr0ub4dor' },
      { message: '[1]' },
    ];
    expect(await linesOf(JSON.stringify(records))).toEqual([
      { line: 1, json: { a: 1 } },
      { line: 1, json: { b: 2 } },
      { line: 1, json: { c: 3 } },
      { line: 1, refused: 'it is not JSON', shape: 'aa0aa0aaa' },
      { line: 1, refused: 'it is not JSON', shape: '[0]' },
    ]);
    expect(await linesOf('{"log":"{\\"a\\":1}"}\n')).toEqual([
      { line: 1, json: { a: 1 } },
    ]);
  });

  it('refuses a line by itself, and never quotes it', async () => {
    const lines = await linesOf(
      Buffer.concat([
        Buffer.from('{"password":"Tr0ub4dor&3"\n{"a":1}\n'),
        Buffer.from([0x7b, 0xff, 0xfe, 0x0a]),
        Buffer.from(`${'x'.repeat(200)}\n{"b":2}\n[1]\n`),
      ]),
      { longestLine: 100 },
    );
    expect(lines).toEqual([
      {
        line: 1,
        refused: 'it is not JSON',
        shape: '{"aaaaaaaa":"aa0aa0aaa&0"',
      },
      { line: 2, json: { a: 1 } },
      { line: 3, refused: 'it is not UTF-8', shape: '' },
      { line: 4, refused: 'it is longer than 100 bytes', shape: '' },
      { line: 5, json: { b: 2 } },
      { line: 6, refused: 'it is no object', shape: '[0]' },
    ]);
  });

  it('keeps nothing of a line that is too long', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x');
    function* endless() {
      for (let count = 0; count < 200; count++) {
        yield piece;
      }
      yield Buffer.from('\n{"a":1}');
    }
    const before = process.memoryUsage().arrayBuffers;
    const lines: AuditLine[] = [];
    for await (const line of readAuditLines(endless())) {
      lines.push(line);
    }
    expect(lines).toEqual([
      expect.objectContaining({ refused: 'it is longer than 16777216 bytes' }),
      { line: 2, json: { a: 1 } },
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });
});
