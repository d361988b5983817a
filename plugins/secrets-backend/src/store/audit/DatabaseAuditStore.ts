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
import type { VisibilityFilter } from '../inventory';
import type { AuditFilters } from './AuditQuery';
import type { AppendedEvents, AuditBatch, AuditStore } from './AuditStore';
import { AuditNames } from './AuditNames';
import { listEvents } from './listEvents';
import { loadCoverage } from './loadCoverage';
import { addPartitions } from './partitions';
import { saveEvents, toEventRows } from './saveEvents';
import { saveFeed } from './saveFeed';
import { summarizeAudit } from './summarizeAudit';
import { dayOf } from './times';

/** What PostgreSQL says of a row for which there is no partition. */
const NO_PARTITION = '23514';
const DAYS_AHEAD = 2;

/** Events in the database of the plugin. */
export class DatabaseAuditStore implements AuditStore {
  readonly #knex: Knex;
  readonly #now: () => number;
  readonly #names: AuditNames;
  /** Days whose partitions are there. */
  readonly #days = new Set<number>();

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
    this.#names = new AuditNames(options.knex);
  }

  async append(batch: AuditBatch): Promise<AppendedEvents> {
    const now = this.#now();
    const rows = await toEventRows(this.#names, batch, now);
    const save = async () => {
      await this.#addDays(rows.map(({ at }) => dayOf(at)));
      return await this.#knex.transaction(async tx => {
        const saved = await saveEvents(tx, rows);
        await saveFeed(tx, batch, now);
        return saved;
      });
    };
    let stored: number;
    try {
      stored = await save();
    } catch (error) {
      if ((error as { code?: unknown }).code !== NO_PARTITION) {
        throw error;
      }
      // Somebody dropped one since.
      this.#days.clear();
      stored = await save();
    }
    return { stored, duplicates: rows.length - stored };
  }

  async list(filters: AuditFilters, page: { cursor?: string; limit: number }) {
    return await listEvents(this.#knex, filters, page);
  }

  async summarize(
    filters: AuditFilters & { from: number; to: number },
    limit: number,
  ) {
    return await summarizeAudit(this.#knex, filters, limit);
  }

  async loadCoverage(
    visibility: VisibilityFilter,
    time: { from: number; to: number },
  ) {
    return await loadCoverage(this.#knex, visibility, time);
  }

  /** Makes the partitions of the next days, so that nobody has to wait for them then. */
  async prepare(): Promise<void> {
    const today = dayOf(this.#now());
    await this.#addDays(
      Array.from({ length: DAYS_AHEAD + 1 }, (_, index) => today + index),
    );
  }

  async #addDays(days: readonly number[]): Promise<void> {
    const missing = [...new Set(days)].filter(day => !this.#days.has(day));
    await addPartitions(this.#knex, missing);
    missing.forEach(day => this.#days.add(day));
  }
}
