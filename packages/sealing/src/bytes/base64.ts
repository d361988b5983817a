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

// Array.from would make a number of each byte; the call stack bounds the arguments.
const CHUNK = 0x8000;

/** Standard base64 with padding, as Go's StdEncoding writes it. */
export function encodeBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + CHUNK)));
  }
  return btoa(parts.join(''));
}

/**
 * Reads base64 as Go's StdEncoding does: with padding, line breaks left out.
 *
 * @returns undefined for what is none
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const tight = text.replace(/[\r\n]+/g, '');
  if (tight.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(tight)) {
    return undefined;
  }
  const binary = atob(tight);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) {
    bytes[index] = binary.charCodeAt(index);
  }
  return bytes;
}
