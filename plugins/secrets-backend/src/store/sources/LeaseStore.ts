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
import { boundRows, isSqlite, selectRows } from '../common/rows';
import { withinLockTimeout } from '../common/withinLockTimeout';
import { EXISTS } from '../common/presence';

/** In between two batches there is room for a sync to begin. */
const SYNC_PATIENCE_MS = 500;

/** A source that this replica holds. */
export interface Lease {
  sourceId: string;
  /** Grows each time that the source changes hands. */
  fence: number;
}

/**
 * The table `source_leases`: who follows which source. All times are by the clock
 * of the database.
 *
 * Nothing here waits for a batch or an analysis of a source, which may take
 * longer than a lease lives: neither the renewal, which takes no lock that they
 * hold (see `checkFence`), nor what changes a key or a cursor, which leaves a
 * source that is busy to the next try.
 */
export class LeaseStore {
  readonly #knex: Knex;
  readonly #holder: string;
  readonly #ttlMs: number;

  constructor(options: { knex: Knex; holder: string; ttlMs: number }) {
    this.#knex = options.knex;
    this.#holder = options.holder;
    this.#ttlMs = options.ttlMs;
  }

  /** Makes sure that sources can be held. */
  async register(sourceIds: string[]): Promise<void> {
    if (sourceIds.length > 0) {
      await this.#knex('source_leases')
        .insert(
          sourceIds.map(sourceId => ({
            source_id: sourceId,
            fence: 0,
            expires_at: 0,
          })),
        )
        .onConflict('source_id')
        .ignore();
    }
  }

  /** Which of some sources somebody holds, this replica or another one. */
  async findHeld(sourceIds: string[]): Promise<Set<string>> {
    const rows: { source_id: string }[] = await this.#knex('source_leases')
      .whereIn('source_id', sourceIds)
      .whereNotNull('holder')
      .whereRaw(`expires_at >= ${this.#now()}`)
      .select('source_id');
    return new Set(rows.map(row => row.source_id));
  }

  /**
   * Takes a source that nobody holds, or whose holder went silent, unless
   * something is being written under the old lease.
   */
  async acquire(sourceId: string): Promise<Lease | undefined> {
    const free = this.#knex('source_leases')
      .where({ source_id: sourceId })
      .andWhere(query =>
        query.whereNull('holder').orWhereRaw(`expires_at < ${this.#now()}`),
      )
      .select('source_id');
    const rows = await this.#knex('source_leases')
      .whereIn(
        'source_id',
        isSqlite(this.#knex) ? free : free.forUpdate().skipLocked(),
      )
      .update({
        holder: this.#holder,
        fence: this.#knex.raw('fence + 1'),
        expires_at: this.#expiry(),
      })
      .returning('fence');
    return rows.length > 0
      ? { sourceId, fence: Number(rows[0].fence) }
      : undefined;
  }

  /** Renews leases; those that are not among the answer are lost. */
  async renew(
    leases: Lease[],
  ): Promise<Map<string, { syncRequestedAt?: string }>> {
    if (leases.length === 0) {
      return new Map();
    }
    const bound = boundRows(
      this.#knex,
      { source_id: 'text', fence: 'bigint' },
      leases.map(({ sourceId, fence }) => ({ source_id: sourceId, fence })),
    );
    const rows = await selectRows<{
      source_id: string;
      sync_requested_at: string | null;
    }>(
      this.#knex,
      `update source_leases set expires_at = ${this.#now()} + ?
       where holder = ? and (source_id, fence) in (select x.source_id, x.fence from ${
         bound.sql
       })
       returning source_id, sync_requested_at`,
      [this.#ttlMs, this.#holder, ...bound.bindings],
    );
    return new Map(
      rows.map(row => [
        row.source_id,
        { syncRequestedAt: row.sync_requested_at ?? undefined },
      ]),
    );
  }

  /** Gives leases back, so that others need not wait for them to expire. */
  async release(leases: Lease[]): Promise<void> {
    for (const { sourceId, fence } of leases) {
      await this.#knex('source_leases')
        .where({ source_id: sourceId, holder: this.#holder, fence })
        .update({ holder: null, expires_at: 0 });
    }
  }

  /** Of a database of one process only: whoever held a source before is no more. */
  async releaseAllOfEmbedded(): Promise<void> {
    if (isSqlite(this.#knex)) {
      await this.#knex('source_leases').update({ holder: null, expires_at: 0 });
    }
  }

  /**
   * Begins the full sync that was asked for: forgets the cursors of a source.
   *
   * @returns false while a batch writes them
   */
  async beginRequestedSync(
    { sourceId, fence }: Lease,
    requestedAt: string,
  ): Promise<boolean> {
    const begun = await withinLockTimeout(
      this.#knex,
      SYNC_PATIENCE_MS,
      async tx => {
        // First what may have to be waited for, so that the lease is not locked meanwhile.
        await tx('streams')
          .where({ source_id: sourceId })
          .whereExists(
            tx('source_leases')
              .where({
                source_id: sourceId,
                fence,
                sync_requested_at: requestedAt,
              })
              .select('fence'),
          )
          .update({ cursor: null });
        await tx('source_leases')
          .where({ source_id: sourceId, fence, sync_requested_at: requestedAt })
          .update({ sync_requested_at: null });
        return true;
      },
    );
    return begun === true;
  }

  async loadCursors(sourceId: string): Promise<Record<string, string>> {
    const rows: { stream: string; cursor: string }[] = await this.#knex(
      'streams',
    )
      .where({ source_id: sourceId })
      .whereNotNull('cursor')
      .select('stream', 'cursor');
    return Object.fromEntries(
      rows.map(({ stream, cursor }) => [stream, cursor]),
    );
  }

  /** The refs of the secrets of a source that its streams hold. */
  async loadSecretRefs(sourceId: string): Promise<string[]> {
    const rows: { ref: string }[] = await this.#knex('secrets')
      .where({ source_id: sourceId, presence: EXISTS })
      .whereNotNull('stream')
      .select('ref');
    return rows.map(({ ref }) => ref);
  }

  #expiry(): Knex.Raw {
    return this.#knex.raw(`${this.#now()} + ?`, [this.#ttlMs]);
  }

  #now(): string {
    return isSqlite(this.#knex)
      ? `cast((julianday('now') - 2440587.5) * 86400000 as integer)`
      : `(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  }
}
