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

/** A text that is no DER. The message holds nothing of it. */
export class DerError extends Error {
  constructor(readonly reason: 'truncated' | 'garbage') {
    super(reason);
  }
}

/** One element: its tag as the first byte has it, its content and the whole of it. */
export interface DerNode {
  tag: number;
  content: Buffer;
  whole: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

const DEEPEST = 24;
const MOST_CHILDREN = 20_000;

/**
 * Reads one element. Lengths that are not told (BER, as older tools write in
 * keystores) are found by walking to the end mark.
 */
export function readNode(bytes: Buffer, offset = 0, depth = 0): DerNode {
  if (depth > DEEPEST) {
    throw new DerError('garbage');
  }
  if (offset + 2 > bytes.length) {
    throw new DerError('truncated');
  }
  const tag = bytes[offset];
  if (tag % 32 === 31) {
    throw new DerError('garbage');
  }
  const first = bytes[offset + 1];
  let start = offset + 2;
  let length = first;
  if (first === 0x80) {
    if (Math.floor(tag / 32) % 2 === 0) {
      throw new DerError('garbage');
    }
    let end = start;
    let count = 0;
    while (bytes.readUInt16BE(inside(bytes, end, 2)) !== 0) {
      count += 1;
      if (count > MOST_CHILDREN) {
        throw new DerError('garbage');
      }
      end += readNode(bytes, end, depth + 1).whole.length;
    }
    return {
      tag,
      content: bytes.subarray(start, end),
      whole: bytes.subarray(offset, end + 2),
    };
  }
  if (first > 0x80) {
    const size = first - 0x80;
    if (size > 4) {
      throw new DerError('garbage');
    }
    length = bytes.readUIntBE(inside(bytes, start, size), size);
    start += size;
  }
  inside(bytes, start, length);
  return {
    tag,
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(offset, start + length),
  };
}

/** The elements of a content. */
export function childrenOf(node: DerNode, tag?: number): DerNode[] {
  if (tag !== undefined && node.tag !== tag) {
    throw new DerError('garbage');
  }
  const children: DerNode[] = [];
  let offset = 0;
  while (offset < node.content.length) {
    const child = readNode(node.content, offset);
    children.push(child);
    offset += child.whole.length;
    if (children.length > MOST_CHILDREN) {
      throw new DerError('garbage');
    }
  }
  return children;
}

/** The bytes of an octet string, also one in parts. Parts of parts are no tool's: each level copies the bytes again. */
export function octetsOf(node: DerNode | undefined): Buffer {
  if (!node) {
    throw new DerError('garbage');
  }
  return isInParts(node)
    ? Buffer.concat(childrenOf(node).map(partOf))
    : node.content;
}

function partOf(node: DerNode): Buffer {
  if (isInParts(node)) {
    throw new DerError('garbage');
  }
  return node.content;
}

function isInParts({ tag }: DerNode): boolean {
  return Math.floor(tag / 32) % 2 === 1;
}

/** An object identifier with dots. */
export function oidOf(node: DerNode | undefined): string {
  if (node?.tag !== TAG.oid || node.content.length > 64) {
    throw new DerError('garbage');
  }
  const numbers: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte % 128);
    if (byte < 128) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** A small whole number. */
export function numberOf(node: DerNode | undefined): number {
  const { tag, content } = node ?? {};
  if (tag !== TAG.integer || !content?.length) {
    throw new DerError('garbage');
  }
  return content.length > 6
    ? Number.MAX_SAFE_INTEGER
    : content.readIntBE(0, content.length);
}

function inside(bytes: Buffer, offset: number, length: number): number {
  if (offset + length > bytes.length) {
    throw new DerError('truncated');
  }
  return offset;
}
