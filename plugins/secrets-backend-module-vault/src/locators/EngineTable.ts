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

import { VaultClient, VaultError } from '../client';
import type { VaultSettings } from '../config';
import { type Engine, readEngine, readEngines } from '../observe';

const KNOWN_FOR_MS = 5 * 60_000;

/** Where the engines of a Vault are, as far as its credential may know. */
export class EngineTable {
  readonly #settings: VaultSettings;
  readonly #client: VaultClient;
  #engines?: Promise<Engine[]>;
  #readAt = 0;

  constructor(settings: VaultSettings) {
    this.#settings = settings;
    this.#client = new VaultClient(settings);
  }

  /**
   * The engine that a path is in, as Vault finds it: the one with the longest path.
   *
   * @throws VaultError where Vault does not answer, and did not before
   */
  async find(path: string): Promise<Engine | undefined> {
    let found: Engine | undefined;
    for (const engine of await this.#load()) {
      if (
        path.startsWith(`${engine.mount}/`) &&
        engine.mount.length > (found?.mount.length ?? 0)
      ) {
        found = engine;
      }
    }
    return found;
  }

  async #load(): Promise<Engine[]> {
    if (!this.#engines || Date.now() - this.#readAt > KNOWN_FOR_MS) {
      const before = this.#engines;
      this.#readAt = Date.now();
      this.#engines = this.#read().catch(error => {
        // Engines rarely change: what was known stands until Vault answers.
        this.#engines = before;
        if (before) {
          return before;
        }
        throw error;
      });
    }
    return await this.#engines;
  }

  async #read(): Promise<Engine[]> {
    try {
      return await readEngines(this.#client);
    } catch (error) {
      if (!(error instanceof VaultError) || error.status !== 403) {
        throw error;
      }
    }
    const known: Engine[] = [];
    for (const mount of this.#settings.mounts ?? []) {
      const engine = await readEngine(this.#client, mount).catch(
        () => undefined,
      );
      known.push(...(engine ? [engine] : []));
    }
    return known;
  }
}
