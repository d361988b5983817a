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

import { inspect } from 'util';

const REDACTED = '[redacted]';
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of a secret value, on their way through an observation. Whatever
 * prints, joins or serialises one gets `[redacted]`. It is dropped when the
 * observation that made it is done.
 *
 * @public
 */
export class SecretValue {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * @param text - padded base64 as the API server writes it
   * @throws an error without the text, if it is not base64
   */
  static fromBase64(text: string): SecretValue {
    const compact = /\s/.test(text) ? text.replace(/\s+/g, '') : text;
    if (compact.length % 4 !== 0 || !BASE64.test(compact)) {
      throw new Error('not valid base64');
    }
    return new SecretValue(Buffer.from(compact, 'base64'));
  }

  static fromText(text: string): SecretValue {
    return new SecretValue(Buffer.from(text, 'utf8'));
  }

  /** The number of bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /**
   * Lends the bytes to a function. What it returns must not contain them.
   */
  use<T>(look: (bytes: Buffer) => T): T {
    return look(this.#bytes);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
