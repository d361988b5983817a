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

/** A round of key derivation that is done here costs so many of OpenSSL's. */
export const OWN_ROUND = 5;

/** So many rounds take about a millisecond. */
export const ROUNDS_A_MS = 1500;

/**
 * What reading one secret may cost, and several together where that is bounded. It counts work and not time, so that the
 * same secret is read alike on every machine.
 */
export class Budget {
  /** Rounds of key derivation: about a second at worst. */
  #rounds = 1_500_000;
  /** Certificates that are parsed. */
  #certificates = 1000;
  /** Private keys that are read. */
  #keys = 200;

  readonly #together: { rounds: number };

  constructor(together: { rounds: number } = { rounds: Infinity }) {
    this.#together = together;
  }

  /** Whether that many rounds may still be done. They are taken off then. */
  takeRounds(rounds: number): boolean {
    if (
      !(rounds >= 1) ||
      rounds > this.#rounds ||
      rounds > this.#together.rounds
    ) {
      return false;
    }
    this.#rounds -= rounds;
    this.#together.rounds -= rounds;
    return true;
  }

  takeCertificate(): boolean {
    this.#certificates -= 1;
    return this.#certificates >= 0;
  }

  takeKey(): boolean {
    this.#keys -= 1;
    return this.#keys >= 0;
  }
}
