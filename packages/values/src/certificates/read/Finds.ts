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

import { KeyObject } from 'crypto';
import { CertificateNote } from '@keyward/observation';
import { Budget } from './Budget';
import { readCertificate, ReadCertificate } from './readCertificate';
import { DerError } from './der';
import { noteOf } from './notes';

/** What was found in one value. */
export class Finds {
  readonly certificates: ReadCertificate[] = [];
  readonly keys: KeyObject[] = [];
  readonly notes: CertificateNote[] = [];
  /** Private keys that are encrypted and that no password opened, and those beyond the budget. */
  lockedKeys = 0;
  /** Private keys that are cut off or are no key. */
  damagedKeys = 0;
  #full = false;

  constructor(readonly budget: Budget, readonly passwords: () => string[]) {}

  /** Takes a certificate in, or a note that it is none. */
  addCertificate(bytes: Buffer, where: string): void {
    if (!this.budget.takeCertificate()) {
      if (!this.#full) {
        this.#full = true;
        this.notes.push(noteOf('too-many', where));
      }
      return;
    }
    try {
      this.certificates.push(readCertificate(bytes, this.budget));
    } catch (error) {
      // Only the kind of error: a message could quote what it did not expect.
      const reason = error instanceof DerError ? error.reason : 'garbage';
      this.notes.push(noteOf(reason, where));
    }
  }

  /** Takes a private key in. One that cannot be read is locked if it is encrypted, else damaged. */
  addKey(read: () => KeyObject, options: { encrypted: boolean }): void {
    if (!this.budget.takeKey()) {
      this.lockedKeys += 1;
      return;
    }
    try {
      this.keys.push(read());
    } catch {
      if (options.encrypted) {
        this.lockedKeys += 1;
      } else {
        this.damagedKeys += 1;
      }
    }
  }
}
