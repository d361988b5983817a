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

/** One element of DER: its tag, its content and the whole of it. */
export interface DerNode {
  tag: number;
  content: Uint8Array;
  whole: Uint8Array;
}

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  /** The version of a certificate, which one of version 1 leaves out. */
  context0: 0xa0,
} as const;

/** The element at the start of the bytes; undefined where there is none. */
export function readNode(bytes: Uint8Array): DerNode | undefined {
  if (bytes.length < 2) {
    return undefined;
  }
  const [tag, first] = bytes;
  let start = 2;
  let length = first;
  if (first >= 0x80) {
    const size = first - 0x80;
    if (size < 1 || size > 3 || bytes.length < start + size) {
      return undefined;
    }
    length = bytes
      .subarray(start, start + size)
      .reduce((sum, byte) => sum * 256 + byte, 0);
    start += size;
  }
  return start + length > bytes.length
    ? undefined
    : {
        tag,
        content: bytes.subarray(start, start + length),
        whole: bytes.subarray(0, start + length),
      };
}

/** The elements of a sequence; undefined where it is none. */
export function childrenOf(node: DerNode | undefined): DerNode[] | undefined {
  if (node?.tag !== TAG.sequence) {
    return undefined;
  }
  const children: DerNode[] = [];
  let rest = node.content;
  while (rest.length > 0) {
    const child = readNode(rest);
    if (!child) {
      return undefined;
    }
    children.push(child);
    rest = rest.subarray(child.whole.length);
  }
  return children;
}

/** A time of a certificate, RFC 5280, 4.1.2.5; undefined where it is none. */
export function timeOf(node: DerNode | undefined): Date | undefined {
  const text = String.fromCharCode(...(node?.content.subarray(0, 20) ?? []));
  const parts =
    node?.tag === TAG.utcTime
      ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)
      : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (
    !parts ||
    (node?.tag !== TAG.utcTime && node?.tag !== TAG.generalizedTime)
  ) {
    return undefined;
  }
  const [year, month, ...rest] = parts.slice(1).map(Number);
  const whole =
    node.tag === TAG.utcTime ? year + (year < 50 ? 2000 : 1900) : year;
  const [day, hour, minute, second] = rest;
  return new Date(Date.UTC(whole, month - 1, day, hour, minute, second));
}

/** An element of a tag and what it holds, of at most 65,535 bytes. */
export function encodeNode(
  tag: number,
  ...contents: readonly Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, each) => sum + each.length, 0);
  // As short as it can be: Web Crypto of Chromium takes nothing else.
  let lengthBytes = [length];
  if (length >= 0x100) {
    lengthBytes = [0x82, Math.floor(length / 0x100), length % 0x100];
  } else if (length >= 0x80) {
    lengthBytes = [0x81, length];
  }
  const bytes = new Uint8Array(1 + lengthBytes.length + length);
  bytes.set([tag, ...lengthBytes]);
  let at = 1 + lengthBytes.length;
  for (const content of contents) {
    bytes.set(content, at);
    at += content.length;
  }
  return bytes;
}
