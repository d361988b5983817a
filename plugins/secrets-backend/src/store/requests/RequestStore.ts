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
import type { Knex } from 'knex';
import { countRows, CursorTable } from '../common/CursorTable';
import { insertRows, isSqlite, storableJson } from '../common/rows';
import { NO_OWNER } from '../inventory';
import { columnsOf, type Row } from '../tables';
import {
  type ApprovalRow,
  blockedOf,
  type RequestRow,
  type TargetRow,
  toEvent,
  toRequest,
} from './requestRows';
import {
  isLast,
  type RequestBlock,
  type RequestState,
  type SealedWrite,
  type StoredRequest,
  type StoredRequestEvent,
  type StoredRequestTarget,
} from './types';
import { type RequestFilter, selectOwned, whereVisible } from './whereVisible';

const MOST_EVENTS = 200;
const MOST_OF_A_KIND = 60;
/** States that a request comes to again and again, as people will. */
const REPEATED: readonly RequestState[] = [
  'preparing',
  'opened',
  'closed',
  'withdrawn',
];

/** A request that this replica takes further, and nobody else. */
export interface RequestLease {
  id: string;
  /** Grows each time that the request changes hands. */
  fence: number;
}

/** What is new of a request after one step. What is absent stays. */
export interface RequestChanges {
  state?: RequestState;
  /** Undefined where nothing is in the way. */
  blocked: Omit<RequestBlock, 'since'> | undefined;
  change?: StoredRequest['change'];
  targets?: readonly Pick<
    StoredRequestTarget,
    'position' | 'step' | 'unsealedAt' | 'usedHow'
  >[];
  status?: StoredRequest['status'];
  forgedStatus?: string;
  /** What else happened, in the state that it has then. */
  events?: readonly Required<Pick<StoredRequestEvent, 'kind' | 'note'>>[];
  /** Set where the reminder was taken up. */
  reminded?: boolean;
  /** What the history says of the new state, or of what happened in the same one. */
  note?: string;
  by?: string;
  /**
   * Whether a request that is over is looked at again. Absent: one that comes to its end now
   * is not, and one that is looked at already still is.
   */
  isFollowed?: boolean;
  /** When to look again. */
  nextInMs: number;
  /** Whether it failed, to wait longer each time. */
  failed?: boolean;
}

/** Another replica has taken a request over. */
export class RequestLostError extends Error {
  name = 'RequestLostError';
}

/**
 * The tables of requests. A request changes by steps under a lease with a fence, as
 * sources do; all times of leases are by the clock of the database.
 */
export class RequestStore {
  readonly #knex: Knex;
  readonly #holder: string;
  readonly #ttlMs: number;
  readonly #onChange: () => void;

  /** @param options - `onChange`: called once something that people see of a request has changed */
  constructor(options: {
    knex: Knex;
    holder?: string;
    ttlMs?: number;
    onChange?: () => void;
  }) {
    this.#knex = options.knex;
    this.#onChange = options.onChange ?? (() => {});
    this.#holder = options.holder ?? randomUUID();
    this.#ttlMs = options.ttlMs ?? 120_000;
  }

  /**
   * Makes the requests of a draft, and deletes the draft: in one transaction, so that
   * what is sealed is in one of them.
   *
   * @returns those that there are: whoever requests the same draft again gets the same
   * @throws ConflictError where one of its Secrets has an open request
   */
  async create(options: {
    draftId: string;
    entityRef: string;
    system?: string;
    requestedBy: string;
    reason?: string;
    changes: readonly {
      host: string;
      repository: string;
      branch: string;
      writes: readonly SealedWrite[];
      needsApproval?: boolean;
    }[];
    digestsOf(sealed: Record<string, string>): Record<string, string>;
    /** For how long nothing is done of itself, so that its requester opens it. */
    heldMs?: number;
  }): Promise<string[]> {
    const { draftId, entityRef, system, requestedBy, reason } = options;
    const now = new Date().toISOString();
    try {
      const made = await this.#knex.transaction(async tx => {
        const deleted = await tx('drafts')
          .where({ id: draftId, created_by: requestedBy })
          .delete();
        if (deleted === 0) {
          // Somebody else was here first: what they made is what there is.
          return await findOfDraft(tx, draftId, requestedBy);
        }
        const ids: string[] = [];
        for (const change of options.changes) {
          const { host, repository, branch, writes } = change;
          const id = randomUUID();
          ids.push(id);
          await tx('requests').insert({
            id,
            draft_id: draftId,
            entity_ref: entityRef,
            system: system ?? null,
            requested_by: requestedBy,
            reason: reason ?? null,
            host,
            repository,
            branch,
            state: 'preparing',
            finished: false,
            created_at: now,
            updated_at: now,
            sealed: storableJson(writes),
            fence: 0,
            expires_at: 0,
            due_at: 0,
            failures: 0,
            needs_approval: change.needsApproval ?? false,
          } satisfies Partial<RequestRow>);
          if (options.heldMs !== undefined) {
            await tx('requests')
              .where({ id })
              .update({
                due_at: tx.raw(`${this.#now()} + ?`, [options.heldMs]),
              });
          }
          await insertRows(
            tx,
            'request_targets',
            columnsOf(
              'request_targets',
              'request_id',
              'position',
              'cluster',
              'namespace',
              'name',
              'path',
              'mode',
              'digests',
              'step',
              'open',
            ),
            writes.map((write, position) => ({
              request_id: id,
              position,
              cluster: write.sourceId,
              namespace: write.namespace,
              name: write.name,
              path: write.path,
              mode: write.mode,
              digests: storableJson(options.digestsOf(write.encryptedData)),
              step: 'requested',
              open: true,
            })),
          );
          await addEvent(tx, id, {
            at: now,
            state: 'preparing',
            by: requestedBy,
          });
        }
        return ids;
      });
      this.#onChange();
      return made;
    } catch (error) {
      if (isTaken(error)) {
        throw new ConflictError(
          'One of these Secrets has an open request. Have that one merged, or withdraw it.',
        );
      }
      throw error;
    }
  }

  /** The ids of the requests that somebody made of a draft. */
  async findOfDraft(draftId: string, requestedBy: string): Promise<string[]> {
    return await findOfDraft(this.#knex, draftId, requestedBy);
  }

  /** Of some Secrets those with an open request. */
  async findOpen(
    places: readonly { sourceId: string; namespace: string; name: string }[],
  ): Promise<{ sourceId: string; namespace: string; name: string }[]> {
    if (places.length === 0) {
      return [];
    }
    const rows: Pick<TargetRow, 'cluster' | 'namespace' | 'name'>[] =
      await this.#knex('request_targets')
        .where({ open: true })
        .whereIn(
          ['cluster', 'namespace', 'name'],
          places.map(each => [each.sourceId, each.namespace, each.name]),
        )
        .select('cluster', 'namespace', 'name');
    return rows.map(row => ({
      sourceId: row.cluster,
      namespace: row.namespace,
      name: row.name,
    }));
  }

  /** Requests that a filter shows, the newest first. */
  async list(query: {
    filter: RequestFilter;
    entityRef?: string;
    owners?: string[];
    systems?: string[];
    states?: RequestState[];
    ids?: string[];
    cursor?: string;
    limit?: number;
  }): Promise<{
    items: StoredRequest[];
    totalItems: number;
    nextCursor?: string;
  }> {
    const table = new CursorTable({
      order: 'requests',
      types: ['string', 'string'],
      direction: 'desc',
      cursor: query.cursor,
      limit: query.limit,
    });
    const select = () => this.#select(query);
    const rows: RequestRow[] = await table.select(select().select('r.*'), [
      { sql: 'r.created_at', type: 'string' },
      { sql: 'r.id', type: 'string' },
    ]);
    const page = table.page(rows, row => [row.created_at, row.id]);
    return {
      ...page,
      items: await this.#withTargets(page.items),
      totalItems: await table.totalOf(page, async () => countRows(select())),
    };
  }

  /** One request; undefined for one that the filter hides. */
  async get(
    id: string,
    filter: RequestFilter,
  ): Promise<StoredRequest | undefined> {
    const row: RequestRow | undefined = await this.#select({ filter })
      .where('r.id', id)
      .first('r.*');
    return row && (await this.#withTargets([row]))[0];
  }

  /** The latest ones, the oldest of these first. */
  async listEvents(id: string): Promise<StoredRequestEvent[]> {
    const rows: Row<'request_events'>[] = await this.#knex('request_events')
      .where({ request_id: id })
      .orderBy('id', 'desc')
      .limit(MOST_EVENTS);
    return rows.reverse().map(toEvent);
  }

  /** Notes that somebody withdraws a request; false where it is too late. */
  async withdraw(id: string, by: string): Promise<boolean> {
    const changed = await this.#knex('requests')
      .where({ id })
      .whereIn('state', ['preparing', 'opened'])
      .update({ withdrawn_by: by, due_at: 0 });
    return this.#told(changed > 0);
  }

  /** Notes that somebody wants a comment to be written; false where it is too soon, or nothing is open. */
  async remind(id: string, by: string, notSince: string): Promise<boolean> {
    const changed = await this.#knex('requests')
      .where({ id, state: 'opened' })
      .whereNull('remind_by')
      .where(query =>
        query.whereNull('reminded_at').orWhere('reminded_at', '<', notSince),
      )
      .update({ remind_by: by, due_at: 0 });
    return this.#told(changed > 0);
  }

  /**
   * Notes that somebody approves a commit, instead of what they approved before. Whoever
   * approves the same one again changes nothing.
   *
   * @returns false where it is not open, or needs no approval
   */
  async approve(id: string, by: string, headSha: string): Promise<boolean> {
    const at = new Date().toISOString();
    const isApproved = await this.#knex.transaction(async tx => {
      // Of several who approve at once, one waits for the other here.
      const changed = await tx('requests')
        .where({ id, state: 'opened', needs_approval: true })
        .whereNull('withdrawn_by')
        .update({ due_at: 0 });
      if (changed === 0) {
        return false;
      }
      const before: ApprovalRow | undefined = await tx('request_approvals')
        .where({ request_id: id, approved_by: by })
        .first();
      if (before?.head_sha !== headSha) {
        await tx('request_approvals')
          .insert({ request_id: id, approved_by: by, head_sha: headSha, at })
          .onConflict(['request_id', 'approved_by'])
          .merge();
        await addEvent(tx, id, {
          at,
          state: 'opened',
          kind: 'approved',
          by,
          note: `Commit ${shortSha(headSha)}`,
        });
      }
      return true;
    });
    return this.#told(isApproved);
  }

  /** Has a request looked at as soon as may be. */
  async lookAt(id: string): Promise<void> {
    await this.#knex('requests').where({ id }).update({ due_at: 0 });
  }

  /**
   * Takes a request to which something may happen now, and which nobody has taken.
   *
   * @param of - `preparing`: the id of the one that is wanted while it has no pull request; due or
   *   not, unless it failed and waits to be tried again
   */
  async acquire(of: { preparing?: string } = {}): Promise<
    | {
        lease: RequestLease;
        request: StoredRequest;
        /** Until it is merged. */
        writes: SealedWrite[];
        failures: number;
      }
    | undefined
  > {
    const now = this.#now();
    const due = this.#knex('requests')
      .where({ finished: false })
      .where(query =>
        of.preparing === undefined
          ? query.whereRaw(`due_at <= ${now}`)
          : query
              .where({ id: of.preparing, state: 'preparing' })
              .where(either =>
                either.where({ failures: 0 }).orWhereRaw(`due_at <= ${now}`),
              ),
      )
      .whereRaw(`expires_at < ${now}`)
      .orderBy(['due_at', 'id'])
      .limit(1)
      .select('id');
    const rows: RequestRow[] = await this.#knex('requests')
      .whereIn('id', isSqlite(this.#knex) ? due : due.forUpdate().skipLocked())
      .update({
        holder: this.#holder,
        fence: this.#knex.raw('fence + 1'),
        due_at: this.#knex.raw(now),
        expires_at: this.#knex.raw(`${now} + ?`, [this.#ttlMs]),
      })
      .returning('*');
    if (rows.length === 0) {
      return undefined;
    }
    const [row] = rows;
    const [request] = await this.#withTargets([row]);
    return {
      lease: { id: row.id, fence: Number(row.fence) },
      request,
      writes: row.sealed === null ? [] : JSON.parse(row.sealed),
      failures: row.failures,
    };
  }

  /** Keeps a request for as long again, unless somebody else has taken it. */
  async renew({ id, fence }: RequestLease): Promise<void> {
    await this.#knex('requests')
      .where({ id, holder: this.#holder, fence })
      .update({
        expires_at: this.#knex.raw(`${this.#now()} + ?`, [this.#ttlMs]),
      });
  }

  /**
   * Writes what one step came to, and gives the request back.
   *
   * @throws RequestLostError where somebody else has taken it meanwhile, or the request is
   *   opened again and another one of the same Secret was made meanwhile
   */
  async save(lease: RequestLease, changes: RequestChanges): Promise<void> {
    try {
      this.#told(await this.#save(lease, changes));
    } catch (error) {
      throw isTaken(error)
        ? new RequestLostError('Another request for the Secret is open')
        : error;
    }
  }

  async #save(
    { id, fence }: RequestLease,
    changes: RequestChanges,
  ): Promise<boolean> {
    const now = new Date().toISOString();
    return await this.#knex.transaction(async tx => {
      const before: RequestRow | undefined = await tx('requests')
        .where({ id, holder: this.#holder, fence })
        .modify(query => {
          if (!isSqlite(tx)) {
            query.forUpdate();
          }
        })
        .first();
      if (!before) {
        throw new RequestLostError('Another replica has taken this request');
      }
      const state = changes.state ?? (before.state as RequestState);
      const isNew = state !== before.state;
      const finished = isLast(state) && !(changes.isFollowed ?? !isNew);
      // From then on nothing withdraws it, and what was merged may have to be mended.
      const isOpen = ['preparing', 'opened'].includes(state);
      const change = changes.change;
      const seen: Partial<RequestRow> = {
        state,
        ...(change
          ? {
              change_number: change.number,
              change_url: change.url,
              head_sha: change.headSha,
              merged_at: change.mergedAt ?? null,
              merged_by: change.mergedBy ?? null,
            }
          : {}),
        blocked: blockedOf(before, finished ? undefined : changes.blocked, now),
        ...(changes.reminded ? { remind_by: null } : {}),
      };
      let isChanged =
        changes.note !== undefined ||
        Boolean(changes.events?.length) ||
        Object.entries(seen).some(
          ([column, value]) => value !== before[column as keyof RequestRow],
        );
      await tx('requests')
        .where({ id })
        .update({
          ...seen,
          finished,
          ...(isNew ? { updated_at: now } : {}),
          // What is merged stands in the repository, and what was closed may be opened again.
          ...(isOpen || (state === 'closed' && !finished)
            ? {}
            : { sealed: null }),
          ...(changes.status ? { status: storableJson(changes.status) } : {}),
          ...(changes.forgedStatus
            ? { forged_status: changes.forgedStatus }
            : {}),
          ...(changes.reminded ? { reminded_at: now } : {}),
          holder: null,
          expires_at: 0,
          // Who wanted something meanwhile set it back to 0, and need not wait.
          due_at:
            Number(before.due_at) === 0
              ? 0
              : tx.raw(`${this.#now()} + ?`, [changes.nextInMs]),
          failures: changes.failed ? before.failures + 1 : 0,
        });
      for (const target of changes.targets ?? []) {
        const reached = {
          step: target.step,
          unsealed_at: target.unsealedAt ?? null,
          used_how: target.usedHow ?? null,
        };
        const changed = await tx('request_targets')
          .where({ request_id: id, position: target.position })
          .whereRaw(
            `(${Object.keys(reached)
              .map(column => `${column} is distinct from ?`)
              .join(' or ')})`,
            Object.values(reached),
          )
          .update(reached);
        isChanged ||= changed > 0;
      }
      await tx('request_targets')
        .where({ request_id: id })
        .whereNot({ open: isOpen })
        .update({ open: isOpen });
      for (const event of changes.events ?? []) {
        await addEvent(tx, id, { at: now, state, ...event });
      }
      if (isNew || changes.note !== undefined) {
        await addEvent(tx, id, {
          at: now,
          state,
          by: changes.by,
          note: changes.note,
        });
      }
      return isChanged;
    });
  }

  #told(isChanged: boolean): boolean {
    if (isChanged) {
      this.#onChange();
    }
    return isChanged;
  }

  #select(query: Parameters<RequestStore['list']>[0]): Knex.QueryBuilder {
    const knex = this.#knex;
    const builder = knex('requests as r');
    whereVisible(builder, knex, query.filter);
    if (query.entityRef !== undefined) {
      builder.where('r.entity_ref', query.entityRef);
    }
    if (query.states) {
      builder.whereIn('r.state', query.states);
    }
    if (query.systems) {
      builder.whereIn('r.system', query.systems);
    }
    if (query.ids) {
      builder.whereIn('r.id', query.ids);
    }
    const { owners } = query;
    if (owners) {
      builder.where(any => {
        any.whereIn('r.entity_ref', selectOwned(knex, owners));
        if (owners.includes(NO_OWNER)) {
          any.orWhereNotIn(
            'r.entity_ref',
            knex('entity_owners').select('entity_ref'),
          );
        }
      });
    }
    return builder;
  }

  async #withTargets(rows: readonly RequestRow[]): Promise<StoredRequest[]> {
    const ids = rows.map(({ id }) => id);
    const targets: TargetRow[] = await this.#knex('request_targets')
      .whereIn('request_id', ids)
      .orderBy(['request_id', 'position']);
    const approvals: ApprovalRow[] = await this.#knex('request_approvals')
      .whereIn('request_id', ids)
      .orderBy(['request_id', 'at', 'approved_by']);
    const targetsOf = Map.groupBy(targets, each => each.request_id);
    const approvalsOf = Map.groupBy(approvals, each => each.request_id);
    return rows.map(row =>
      toRequest(
        row,
        targetsOf.get(row.id) ?? [],
        approvalsOf.get(row.id) ?? [],
      ),
    );
  }

  #now(): string {
    return isSqlite(this.#knex)
      ? `cast((julianday('now') - 2440587.5) * 86400000 as integer)`
      : `(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  }
}

async function findOfDraft(
  knex: Knex,
  draftId: string,
  requestedBy: string,
): Promise<string[]> {
  return await knex('requests')
    .where({ draft_id: draftId, requested_by: requestedBy })
    .orderBy('id')
    .pluck('id');
}

async function addEvent(
  tx: Knex,
  id: string,
  { at, state, kind, by, note }: StoredRequestEvent,
): Promise<void> {
  if (kind || REPEATED.includes(state)) {
    // Whoever pushes, or closes and opens it, all day must not fill the table, nor take the
    // room of what others do.
    const [{ count }] = await tx('request_events')
      .where({ request_id: id, state, kind: kind ?? null })
      .count({ count: '*' });
    if (Number(count) >= MOST_OF_A_KIND) {
      return;
    }
  }
  await tx('request_events').insert({
    request_id: id,
    at,
    state,
    kind: kind ?? null,
    by: by ?? null,
    note: note ?? null,
  });
}

/** As hosts write a commit. */
function shortSha(sha: string): string {
  return sha.slice(0, 10);
}

/** Whether the index of open requests refused a row. */
function isTaken(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '23505' || Boolean(code?.startsWith('SQLITE_CONSTRAINT'));
}
