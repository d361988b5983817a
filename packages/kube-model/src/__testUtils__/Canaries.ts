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

import { createHash } from 'crypto';

/** Unique values, and a search for any form in which one could get out. */
export class Canaries {
  readonly #forms = new Map<string, string>();

  /** A value that nothing but its planting can bring about. */
  plant(place: string): string {
    const seed = createHash('sha512').update(place).digest('base64');
    // With signs that JSON, URLs and YAML write in another way.
    const value = `kw-${seed.slice(0, 20)}"\\/ü&=\n${seed.slice(20, 40)}`;
    for (const [form, text] of Object.entries(formsOf(value))) {
      this.#forms.set(text, `${place} (${form})`);
    }
    return value;
  }

  /** Searches for a value that is there already, such as a password of a file. */
  watch(place: string, value: string) {
    for (const [form, text] of Object.entries(formsOf(value))) {
      this.#forms.set(text, `${place} (${form})`);
    }
  }

  /** Searches for the parts of bytes, as they are mostly written. */
  watchBytes(place: string, bytes: Buffer, length = 24) {
    for (let start = 0; start + length <= bytes.length; start += length) {
      const part = bytes.subarray(start, start + length);
      const forms = {
        hex: part.toString('hex'),
        latin1: part.toString('latin1'),
        ...Object.fromEntries(
          [0, 1, 2].map(offset => [`base64 ${offset}`, base64At(part, offset)]),
        ),
      };
      for (const [form, text] of Object.entries(forms)) {
        this.#forms.set(text, `${place} at ${start} (${form})`);
      }
    }
  }

  /** The places whose values stand in a text, with their forms. */
  foundIn(text: string): string[] {
    return [...this.#forms]
      .filter(([form]) => text.includes(form))
      .map(([, place]) => place);
  }
}

/** A value as it is and as it is often written. */
export function formsOf(value: string): Record<string, string> {
  const bytes = Buffer.from(value);
  const hash = (name: string) => createHash(name).update(bytes);
  return {
    raw: value,
    // Where only its beginning or its end is quoted.
    start: value.slice(0, 16),
    end: value.slice(-16),
    'base64, offset 0': base64At(bytes, 0),
    'base64, offset 1': base64At(bytes, 1),
    'base64, offset 2': base64At(bytes, 2),
    hex: bytes.toString('hex'),
    URL: encodeURIComponent(value),
    JSON: JSON.stringify(value).slice(1, -1),
    'SHA-1': hash('sha1').digest('hex'),
    'SHA-256': hash('sha256').digest('hex'),
    'SHA-256, base64': hash('sha256').digest('base64').slice(0, 40),
    // As the External Secrets Operator notes it, without a key.
    'SHA3-224': hash('sha3-224').digest('hex'),
    'SHA3-224 of a Secret with it alone': createHash('sha3-224')
      .update(`map[password:[${bytes.join(' ')}]]`)
      .digest('hex'),
  };
}

/** The base64 digits that depend on the value alone, wherever it stands. */
function base64At(bytes: Buffer, offset: number): string {
  const digits = Buffer.concat([Buffer.alloc(offset), bytes]).toString(
    'base64',
  );
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  return digits.slice(first, last);
}
