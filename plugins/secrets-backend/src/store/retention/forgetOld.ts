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
import { setImmediate as giveWay } from 'node:timers/promises';
import { insertRows } from '../common/rows';
import { deleteSome, deleteTree, type Leftover } from './deleteTree';
import { holdSource } from './holdSource';
import { DEFAULT_RETENTION, type Retention } from './readRetention';
import { tables } from '../tables';
import { columnsOf } from '../tables';
import { GONE } from '../common/presence';

const DAY_MS = 86_400_000;
/** Secrets, findings or objects that go in one transaction with all that hangs on them. */
const AT_A_TIME = 200;
/** Rows of one table alone. */
const ROWS_AT_A_TIME = 5000;
/** A source that is written for longer has its turn with the next run. */
const PATIENCE_MS = 3000;

/** What of {@link forgetOld} may be other than usual. */
export interface ForgetOptions {
  retention?: Retention;
  now?: number;
  atATime?: number;
  patienceMs?: number;
  /** Ends the work after the batch of now. */
  signal?: AbortSignal;
}

/** Selects rows of a batch by the columns that name them. */
type Select = (tx: Knex.Transaction) => Knex.QueryBuilder;

class Forgetting {
  readonly #knex: Knex;
  readonly #retention: Retention;
  readonly #now: number;
  readonly #atATime: number;
  readonly #patienceMs: number;
  readonly #signal: AbortSignal | undefined;

  constructor(knex: Knex, options: ForgetOptions) {
    this.#knex = knex;
    this.#retention = options.retention ?? DEFAULT_RETENTION;
    this.#now = options.now ?? Date.now();
    this.#atATime = options.atATime ?? AT_A_TIME;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#signal = options.signal;
  }

  async run(): Promise<void> {
    for (const [table, { isLog }] of Object.entries(tables)) {
      if (isLog) {
        await this.#forgetAged(table, this.#ago(this.#retention.historyDays));
      }
    }
    await this.#forgetUnmarked();
    await this.#forgetUnheld();
    await this.#forgetRequests();
    const retiredBefore = this.#ago(this.#retention.retiredSourcesDays);
    const sources: { id: string; retired_at: string | null }[] =
      await this.#knex('sources').orderBy('id').select('id', 'retired_at');
    for (const { id, retired_at: retiredAt } of sources) {
      if (retiredAt !== null && retiredAt < retiredBefore) {
        await this.#forgetSource(id, retiredBefore);
      } else {
        await this.#forgetGone(id);
        await this.#forgetResolved(id);
      }
    }
  }

  /** Rows of a log stand in the order of their age, near enough: the first ones that are old go. */
  async #forgetAged(table: string, before: string): Promise<void> {
    await this.#repeat(async () => {
      const rows: { id: number | string; at: string }[] = await this.#knex(
        table,
      )
        .orderBy('id')
        .limit(ROWS_AT_A_TIME)
        .select('id', 'at');
      const old = rows.filter(({ at }) => at < before);
      if (old.length > 0) {
        await this.#knex(table)
          .where('id', '<=', old.at(-1)!.id)
          .where('at', '<', before)
          .delete();
      }
      return old.length === ROWS_AT_A_TIME;
    });
  }

  /** What marks named belongs to no source: a mark may stand in several. */
  async #forgetUnmarked(): Promise<void> {
    const before = this.#ago(this.#retention.goneSecretsDays);
    await this.#repeat(
      async () =>
        (await deleteSome(
          this.#knex,
          'marked_entities',
          query => query.where('named_at', '<', before),
          ROWS_AT_A_TIME,
        )) === ROWS_AT_A_TIME,
    );
  }

  /** A value belongs to no source, either. */
  async #forgetUnheld(): Promise<void> {
    await this.#repeat(
      async () =>
        (await deleteSome(
          this.#knex,
          'value_groups',
          query =>
            query.whereNotExists(
              this.#knex('secret_keys')
                .whereRaw('secret_keys.fingerprint = value_groups.fingerprint')
                .select(this.#knex.raw('1')),
            ),
          ROWS_AT_A_TIME,
        )) === ROWS_AT_A_TIME,
    );
  }

  /** Those that are over; they belong to no source, either. */
  async #forgetRequests(): Promise<void> {
    const before = this.#ago(this.#retention.historyDays);
    await this.#repeat(async () => {
      const rows: { id: string }[] = await this.#knex('requests')
        .where({ finished: true })
        .where('updated_at', '<', before)
        .limit(this.#atATime)
        .select('id');
      const left = await this.#knex.transaction(
        async tx => await deleteTree(tx, 'requests', ['id'], rows),
      );
      for (const each of left) {
        await this.#deleteLeftover(each);
      }
      return rows.length === this.#atATime;
    });
  }

  async #forgetGone(sourceId: string): Promise<void> {
    const before = this.#ago(this.#retention.goneSecretsDays);
    await this.#forgetRows(sourceId, 'secrets', ['source_id', 'id'], tx =>
      tx('secrets')
        .where({ source_id: sourceId, presence: GONE })
        .where('gone_at', '<', before),
    );
  }

  async #forgetResolved(sourceId: string): Promise<void> {
    const before = this.#ago(this.#retention.resolvedFindingsDays);
    await this.#forgetRows(sourceId, 'findings', ['id'], tx =>
      tx('findings')
        .where({ source_id: sourceId, state: 'resolved' })
        .where('resolved_at', '<', before),
    );
  }

  async #forgetSource(id: string, retiredBefore: string): Promise<void> {
    const isRetired = (tx: Knex) =>
      tx('sources').where({ id }).where('retired_at', '<', retiredBefore);
    const ofIt = (table: string) => (tx: Knex) =>
      tx(table).where({ source_id: id }).whereExists(isRetired(tx));
    const began = await this.#hold(id, async tx => {
      // What is left of it must not be taken for all of it if it comes back.
      const restarted = await isRetired(tx).update({
        observed_since: null,
        unlisted_kinds: null,
        last_full_sync: null,
      });
      await ofIt('streams')(tx).delete();
      return restarted > 0;
    });
    if (!began) {
      return;
    }
    await this.#forgetRows(id, 'secrets', ['source_id', 'id'], ofIt('secrets'));
    await this.#forgetRows(
      id,
      'objects',
      ['source_id', 'ref'],
      ofIt('objects'),
    );
    // What hangs on nothing, as the notice to analyse all of it.
    for (const [table, { parents }] of Object.entries(tables)) {
      if (parents.some(({ by }) => by.source_id)) {
        await this.#repeat(async () => {
          const deleted = await this.#hold(id, async tx =>
            deleteSome(tx, table, () => ofIt(table)(tx), ROWS_AT_A_TIME),
          );
          return deleted === ROWS_AT_A_TIME;
        });
      }
    }
    await this.#forgetRows(id, 'sources', ['id'], isRetired);
  }

  /** Deletes rows of a source with all that hangs on them until there are no more. */
  async #forgetRows(
    sourceId: string,
    table: string,
    columns: string[],
    select: Select,
  ): Promise<void> {
    await this.#repeat(async () => {
      const done = await this.#hold(sourceId, async tx => {
        const rows = await select(tx)
          .limit(this.#atATime)
          .forUpdate()
          .select(columns);
        if (table === 'secrets') {
          await this.#noteValues(tx, rows);
        }
        return {
          count: rows.length,
          left: await deleteTree(tx, table, columns, rows),
        };
      });
      for (const leftover of done?.left ?? []) {
        await this.#deleteLeftover(leftover);
      }
      return done?.count === this.#atATime;
    });
  }

  /** Owners of secrets that held the same value hear that these do not any more. */
  async #noteValues(
    tx: Knex.Transaction,
    secrets: { source_id: string; id: string }[],
  ): Promise<void> {
    if (secrets.length === 0) {
      return;
    }
    const values: { fingerprint: string }[] = await tx('secret_keys as k')
      .join('findings as f', 'f.fingerprint', 'k.fingerprint')
      .where('k.source_id', secrets[0].source_id)
      .whereIn(
        'k.secret_id',
        secrets.map(({ id }) => id),
      )
      .distinct('k.fingerprint');
    await insertRows(
      tx,
      'value_notices',
      columnsOf('value_notices', 'fingerprint', 'at'),
      values.map(({ fingerprint }) => ({
        fingerprint,
        at: new Date(this.#now).toISOString(),
      })),
    );
  }

  async #deleteLeftover({ table, columns, rows }: Leftover): Promise<void> {
    const names = Object.keys(columns);
    await this.#repeat(
      async () =>
        (await deleteSome(
          this.#knex,
          table,
          query =>
            query.whereIn(
              names,
              rows.map(row => names.map(name => row[name])),
            ),
          ROWS_AT_A_TIME,
        )) === ROWS_AT_A_TIME,
      { evenIfAborted: true },
    );
  }

  async #hold<T>(
    sourceId: string,
    task: (tx: Knex.Transaction) => Promise<T>,
  ): Promise<T | undefined> {
    return await holdSource(this.#knex, sourceId, this.#patienceMs, task);
  }

  /** Does a batch after the other as long as there is more; others have their turn between them. */
  async #repeat(
    batch: () => Promise<boolean>,
    { evenIfAborted = false } = {},
  ): Promise<void> {
    for (let more = true; more; ) {
      if (this.#signal?.aborted && !evenIfAborted) {
        return;
      }
      more = await batch();
      await giveWay();
    }
  }

  #ago(days: number): string {
    return new Date(this.#now - days * DAY_MS).toISOString();
  }
}

/**
 * Deletes what is kept of secrets that are long gone, of sources that were long
 * retired and of findings that were long resolved, and history beyond its age.
 *
 * It works in batches: each is one short transaction in which nobody writes the
 * source, and takes rows with all that hangs on them. So a secret or a source
 * that comes back meanwhile is there as a whole, or new.
 */
export async function forgetOld(
  knex: Knex,
  options: ForgetOptions = {},
): Promise<void> {
  await new Forgetting(knex, options).run();
}
