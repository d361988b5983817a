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

/** One block of a PEM text. */
export interface PemBlock {
  label: string;
  /** The line of its first mark, from 1. */
  line: number;
  /** The bytes, where the block is whole. */
  bytes?: Buffer;
  /** The block as text, for keys that are encrypted the old way; these have no bytes. */
  text?: string;
  fault?: 'truncated' | 'garbage';
}

const BEGIN = '-----BEGIN ';
const LABEL = /^[A-Z0-9 #]{1,40}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** RFC 1421, section 4.6.1.1: the key is encrypted the old way. */
const ENCRYPTED_BY_HEADER = /^[ \t]*Proc-Type:[^\r\n]*ENCRYPTED/m;
const MOST_BLOCKS = 2000;

/** Whether a text has a PEM block at all. */
export function looksLikePem(bytes: Buffer): boolean {
  return bytes.includes(BEGIN);
}

/**
 * The blocks of a text, whatever stands before, between and after them, with
 * any line ends: walked by searching, so that it takes time by length alone.
 */
export function readPem(bytes: Buffer): { blocks: PemBlock[]; more: boolean } {
  const text = bytes.toString('latin1');
  const blocks: PemBlock[] = [];
  let line = 1;
  let counted = 0;
  let from = text.indexOf(BEGIN);
  while (from >= 0) {
    if (blocks.length === MOST_BLOCKS) {
      return { blocks, more: true };
    }
    for (; counted < from; counted += 1) {
      const code = text.charCodeAt(counted);
      if (code === 10 || (code === 13 && text.charCodeAt(counted + 1) !== 10)) {
        line += 1;
      }
    }
    const labelStart = from + BEGIN.length;
    const labelEnd = text.indexOf('-----', labelStart);
    const label =
      labelEnd < 0 || labelEnd - labelStart > 40
        ? ''
        : text.slice(labelStart, labelEnd);
    const next = text.indexOf(BEGIN, labelStart);
    if (!LABEL.test(label)) {
      // A cut mark at the end of the text; elsewhere it is prose.
      if (labelEnd < 0) {
        blocks.push({ label: '', line, fault: 'truncated' });
      }
    } else {
      // Not beyond the next one: else each that is cut costs the rest of the text.
      const rest = text.slice(from, next < 0 ? text.length : next);
      const end = rest.indexOf(`-----END ${label}-----`);
      blocks.push(
        end < 0
          ? { label, line, fault: 'truncated' }
          : blockOf(label, line, rest.slice(0, end), labelEnd + 5 - from),
      );
    }
    from = next;
  }
  return { blocks, more: false };
}

function blockOf(
  label: string,
  line: number,
  block: string,
  bodyStart: number,
): PemBlock {
  const begin = block.slice(0, bodyStart);
  const body = unescapeLines(block.slice(bodyStart));
  const text = `${begin}${body}-----END ${label}-----\n`;
  if (ENCRYPTED_BY_HEADER.test(body)) {
    return { label, line, text };
  }
  const content = withoutHeaders(body).replace(/\s+/g, '');
  return BASE64.test(content)
    ? { label, line, text, bytes: Buffer.from(content, 'base64') }
    : { label, line, fault: 'garbage' };
}

/** A text that was put into JSON, `.env` or a shell string has its line ends and slashes escaped, some of them twice. */
function unescapeLines(body: string): string {
  return body.includes('\\')
    ? body.replace(/(?<!\\)\\+[rn]/g, '\n').replace(/(?<!\\)\\+\//g, '/')
    : body;
}

/** The lines of RFC 1421 headers, with those that go on after white space. */
function withoutHeaders(body: string): string {
  return body.includes(':')
    ? body
        .replace(/\r\n?/g, '\n')
        .replace(/^[\w-]{1,64}:[^\n]*(?:\n[ \t][^\n]*)*$/gm, '')
    : body;
}
