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

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { isSqlite } from '../common/rows';
import type { Row } from '../tables';

/** By which scanners of code know a token that lies about. */
const PREFIX = 'kwaudit_';
const TOKEN_BYTES = 32;
/** Of one source: one for each of its servers and shippers. */
const MOST_TOKENS = 20;
const HOUR_MS = 3_600_000;
/** When a token was used last is noted this often. */
const NOTED_MS = 60_000;

/** The systems whose audit logs can be sent. */
export const AUDITED_KINDS = ['kubernetes', 'vault'] as const;

/** A system whose audit logs can be sent. */
export type AuditedKind = (typeof AUDITED_KINDS)[number];

/** What is known of a token; not the token. */
export interface AuditToken {
  id: string;
  sourceId: string;
  kind: AuditedKind;
  title: string;
  createdAt: string;
  createdBy: string;
  rotatedAt?: string;
  /** Until when the token before the last rotation is accepted, too. */
  oldUntil?: string;
  lastUsedAt?: string;
}

/** A token with its text, which is answered once. */
export interface NewAuditToken {
  token: string;
  item: AuditToken;
}

/**
 * The table `audit_tokens`: who holds one may send the audit log of one source, and
 * nothing else. Only hashes are kept; a token of 32 random bytes needs no slow one.
 */
export class AuditTokenStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  /** All of them, those of one source together. */
  async list(): Promise<AuditToken[]> {
    const rows: Row<'audit_tokens'>[] = await this.#knex(
      'audit_tokens',
    ).orderBy(['source', 'created_at', 'id']);
    return rows.map(row => this.#toToken(row));
  }

  /**
   * Makes a token for a source.
   *
   * @returns undefined where there is no such source, or one whose system writes no audit log
   * @throws ConflictError where the source has as many as one may have
   */
  async create(token: {
    sourceId: string;
    title: string;
    createdBy: string;
  }): Promise<NewAuditToken | undefined> {
    const text = newToken();
    return await this.#knex.transaction(async tx => {
      const source: Pick<Row<'sources'>, 'id' | 'kind'> | undefined = await tx(
        'sources',
      )
        .where({ id: token.sourceId, retired_at: null })
        .whereIn('kind', [...AUDITED_KINDS])
        .first('id', 'kind');
      if (!source) {
        return undefined;
      }
      await lockTokens(tx, source.id);
      const row: Row<'audit_tokens'> = {
        id: randomUUID(),
        source: source.id,
        kind: source.kind,
        title: token.title,
        hash: hashOf(text),
        old_hash: null,
        old_until: null,
        created_at: this.#iso(),
        created_by: token.createdBy,
        rotated_at: null,
        used_at: null,
      };
      const [{ count }] = await tx('audit_tokens')
        .where({ source: source.id })
        .count({ count: '*' });
      if (Number(count) >= MOST_TOKENS) {
        throw new ConflictError(
          `${source.id} has ${MOST_TOKENS} tokens already. Delete some first.`,
        );
      }
      await tx('audit_tokens').insert(row);
      return { token: text, item: this.#toToken(row) };
    });
  }

  /**
   * Makes another token in the place of one, which is accepted for some hours still, so
   * that nothing is lost until the new one is set everywhere.
   *
   * @param overlapHours - 0 for a token that has leaked
   * @returns undefined for one that does not exist
   */
  async rotate(
    id: string,
    overlapHours: number,
  ): Promise<NewAuditToken | undefined> {
    const text = newToken();
    const now = this.#now();
    return await this.#knex.transaction(async tx => {
      const old: Row<'audit_tokens'> | undefined = await tx('audit_tokens')
        .where({ id })
        .forUpdate()
        .first();
      if (!old) {
        return undefined;
      }
      const changed: Partial<Row<'audit_tokens'>> = {
        hash: hashOf(text),
        old_hash: overlapHours > 0 ? old.hash : null,
        old_until:
          overlapHours > 0
            ? new Date(now + overlapHours * HOUR_MS).toISOString()
            : null,
        rotated_at: new Date(now).toISOString(),
      };
      await tx('audit_tokens').where({ id }).update(changed);
      return { token: text, item: this.#toToken({ ...old, ...changed }) };
    });
  }

  /** False for one that does not exist. */
  async delete(id: string): Promise<boolean> {
    return (await this.#knex('audit_tokens').where({ id }).delete()) > 0;
  }

  /** What a token is for; undefined for one that does not exist, or no longer counts. */
  async find(text: string): Promise<AuditToken | undefined> {
    const hash = hashOf(text);
    const now = this.#iso();
    const row: Row<'audit_tokens'> | undefined = await this.#knex(
      'audit_tokens',
    )
      .where({ hash })
      .orWhere(query =>
        query.where({ old_hash: hash }).where('old_until', '>', now),
      )
      .first();
    return row && this.#toToken(row);
  }

  /** Notes that a token was used. */
  async noteUse({ id, lastUsedAt }: AuditToken): Promise<void> {
    const now = this.#now();
    if (lastUsedAt === undefined || Date.parse(lastUsedAt) + NOTED_MS < now) {
      await this.#knex('audit_tokens')
        .where({ id })
        .update({ used_at: new Date(now).toISOString() });
    }
  }

  #toToken(row: Row<'audit_tokens'>): AuditToken {
    const isOldAccepted = row.old_until !== null && row.old_until > this.#iso();
    return {
      id: row.id,
      sourceId: row.source,
      kind: row.kind as AuditedKind,
      title: row.title,
      createdAt: row.created_at,
      createdBy: row.created_by,
      ...(row.rotated_at !== null && { rotatedAt: row.rotated_at }),
      ...(isOldAccepted && { oldUntil: row.old_until! }),
      ...(row.used_at !== null && { lastUsedAt: row.used_at }),
    };
  }

  #iso(): string {
    return new Date(this.#now()).toISOString();
  }
}

function newToken(): string {
  return `${PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Two that are made at once would not count each other. SQLite has one writer anyway. */
async function lockTokens(tx: Knex, sourceId: string): Promise<void> {
  if (!isSqlite(tx)) {
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
      `keyward audit tokens of ${sourceId}`,
    ]);
  }
}
