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

import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type { SealedTarget } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { isSqlite, storableJson } from '../common/rows';
import type { Row } from '../tables';

const HOUR_MS = 3_600_000;
/** Of one caller. */
const MOST_DRAFTS = 20;
const MOST_BYTES = 32 * 1024 * 1024;

/** What somebody sealed and has not requested yet. */
export interface StoredDraft {
  id: string;
  createdBy: string;
  entityRef: string;
  createdAt: string;
  expiresAt: string;
  targets: SealedTarget[];
}

/**
 * The table `drafts`: what was sealed, for an hour, each for its creator alone. A draft
 * that has expired is not there any more, whether or not its row is deleted yet.
 */
export class DraftStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  /** @throws ConflictError where the caller has as many as one may have */
  async create(draft: {
    createdBy: string;
    entityRef: string;
    targets: readonly SealedTarget[];
  }): Promise<{ id: string; expiresAt: string }> {
    const { createdBy, entityRef, targets } = draft;
    const now = this.#now();
    const text = storableJson(targets);
    const size = Buffer.byteLength(text);
    const row: Row<'drafts'> = {
      id: randomUUID(),
      created_by: createdBy,
      entity_ref: entityRef,
      created_at: new Date(now).toISOString(),
      expires_at: new Date(now + HOUR_MS).toISOString(),
      size,
      targets: text,
    };
    await this.#knex.transaction(async tx => {
      await lockDrafts(tx, createdBy);
      await tx('drafts').where('expires_at', '<=', row.created_at).delete();
      await tx('drafts').insert(row);
      const [{ count, bytes }] = await tx('drafts')
        .where({ created_by: createdBy })
        .count({ count: '*' })
        .sum({ bytes: 'size' });
      if (Number(count) > MOST_DRAFTS || Number(bytes) > MOST_BYTES) {
        throw new ConflictError(
          `You have as many drafts as one may have (${MOST_DRAFTS}, or ${
            MOST_BYTES / 1024 / 1024
          } MiB together). Request or delete some, or wait: each is deleted after an hour.`,
        );
      }
    });
    return { id: row.id, expiresAt: row.expires_at };
  }

  /** One of the caller's; undefined for one of somebody else, and for one that has expired. */
  async get(id: string, createdBy: string): Promise<StoredDraft | undefined> {
    const row: Row<'drafts'> | undefined = await this.#knex('drafts')
      .where({ id, created_by: createdBy })
      .where('expires_at', '>', new Date(this.#now()).toISOString())
      .first();
    return (
      row && {
        id: row.id,
        createdBy: row.created_by,
        entityRef: row.entity_ref,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        targets: JSON.parse(row.targets),
      }
    );
  }

  /** False for one that is not there or not the caller's. */
  async delete(id: string, createdBy: string): Promise<boolean> {
    const deleted = await this.#knex('drafts')
      .where({ id, created_by: createdBy })
      .where('expires_at', '>', new Date(this.#now()).toISOString())
      .delete();
    return deleted > 0;
  }

  /** Deletes what has expired. */
  async purge(): Promise<void> {
    await this.#knex('drafts')
      .where('expires_at', '<=', new Date(this.#now()).toISOString())
      .delete();
  }
}

/**
 * Has drafts of one caller be made one after the other, until the transaction ends: two at
 * once would not count each other. SQLite has one writer anyway.
 */
async function lockDrafts(tx: Knex, createdBy: string): Promise<void> {
  if (!isSqlite(tx)) {
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `keyward drafts of ${createdBy}`,
    ]);
  }
}
