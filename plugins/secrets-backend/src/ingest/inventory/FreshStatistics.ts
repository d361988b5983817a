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

import type { Knex } from 'knex';
import { isSqlite } from '../../store/common/rows';

const FIRST_AT = 1000;
/** Those that a batch joins with its own rows. */
const TABLES = ['secrets', 'objects', 'object_references'];

/**
 * Has PostgreSQL look at tables that grow faster than its autovacuum comes by, which
 * is once a minute. Without statistics it takes a source for one of a few rows, and
 * reads all of them for each name of a batch.
 */
export class FreshStatistics {
  readonly #knex: Knex;
  #written = 0;
  #next = FIRST_AT;
  #running: Promise<void> | undefined;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Notes that rows were written; each time that they are twice as many, the tables are looked at. */
  async note(rows: number): Promise<void> {
    this.#written += rows;
    if (this.#written < this.#next || isSqlite(this.#knex)) {
      return;
    }
    this.#next = this.#written * 2;
    this.#running ??= this.#analyse().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #analyse(): Promise<void> {
    // A role that may not do it gets a warning of PostgreSQL, and no error.
    await this.#knex.raw(`analyze ${TABLES.join(', ')}`);
  }
}
