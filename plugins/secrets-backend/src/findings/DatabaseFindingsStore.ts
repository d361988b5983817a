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

import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { selectVisible } from '../database/applyVisibility';
import { selectSecrets } from '../database/secretFilters';
import { loadSourceStates } from '../database/sourceStates';
import type { VisibilityFilter } from '../database/VisibilityFilter';
import { enqueueAnalyses } from '../inventory';
import { findAnalysedTo } from './findAnalysedTo';
import {
  FINDING_FIELDS,
  loadOwnerRefs,
  toFinding,
  toPlace,
  type FindingFields,
  type SecretFields,
} from './findingRow';
import type {
  FindingCount,
  FindingEvent,
  FindingFilters,
  FindingOrderField,
  FindingsStore,
  RotationNumbers,
  RotationState,
  StoredFinding,
  StoredRotationKey,
} from './FindingsStore';
import { listCalendar } from './listCalendar';
import { listCertificates } from './listCertificates';
import { listRotations } from './listRotations';
import {
  selectFindings,
  selectFindingSecrets,
  whereOthersShow,
} from './selectFindings';
import { selectPage, type SortExpression } from './selectPage';

const MOST_EVENTS = 100;
const MOST_VALUES = 50;
const TREND_DAYS = 90;

const BY_DUE: SortExpression = {
  sql: `coalesce(f.due_at, '~')`,
  type: 'string',
};
const BY_ID: SortExpression = { sql: 'f.id', type: 'string' };

/** All of one direction, so that a page begins by one comparison. */
const ORDERS: Record<
  FindingOrderField,
  { expressions: SortExpression[]; flipped?: boolean }
> = {
  // The worst first, and of these what is due first.
  severity: {
    expressions: [{ sql: '(4 - f.rank)', type: 'number' }, BY_DUE, BY_ID],
    flipped: true,
  },
  dueAt: { expressions: [BY_DUE, BY_ID] },
  firstSeen: {
    expressions: [{ sql: 'f.first_seen', type: 'string' }, BY_ID],
  },
  rule: { expressions: [{ sql: 'f.rule', type: 'string' }, BY_ID] },
  name: { expressions: [{ sql: 's.name', type: 'string' }, BY_ID] },
};

type PlaceFilters = Pick<
  FindingFilters,
  'q' | 'sourceIds' | 'namespaces' | 'owners' | 'systems'
>;

/** Answers from PostgreSQL or SQLite, each question by a few statements. */
export class DatabaseFindingsStore implements FindingsStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  async listFindings(
    query: Parameters<FindingsStore['listFindings']>[0],
  ): ReturnType<FindingsStore['listFindings']> {
    const sources = await this.#sources();
    const { field, direction } = query.orderBy ?? {
      field: 'severity',
      direction: 'desc',
    };
    const { expressions, flipped } = ORDERS[field];
    const selected = selectFindings(this.#knex, sources, query);
    const { rows, nextCursor } = await selectPage<FindingFields>(
      this.#knex,
      selected.clone().select(FINDING_FIELDS),
      {
        order: `findings ${field},${direction}`,
        expressions,
        direction: (direction === 'asc') === !flipped ? 'asc' : 'desc',
        cursor: query.cursor,
        limit: query.limit,
      },
    );
    const owners = await loadOwnerRefs(this.#knex, rows);
    return {
      items: await this.#withOthers(
        rows.map(row => toFinding(row, sources, owners)),
        query.others ?? query.visibility,
      ),
      ...(query.withTotal
        ? {
            totalItems:
              query.cursor === undefined && !nextCursor
                ? rows.length
                : await countOf(selected),
          }
        : {}),
      ...(nextCursor ? { nextCursor } : {}),
    };
  }

  async summarizeFindings(
    query: Parameters<FindingsStore['summarizeFindings']>[0],
  ) {
    const knex = this.#knex;
    const sources = await this.#sources();
    const selected = selectFindings(knex, sources, query);
    const counts = async (
      column: string,
      builder = selected.clone(),
    ): Promise<FindingCount[]> => {
      const rows: { value: string; count: number | string }[] = await builder
        .groupBy(column)
        .select(
          knex.raw('?? as value, count(distinct f.id) as count', [column]),
        )
        .orderBy([{ column: 'count', order: 'desc' }, 'value'])
        .limit(MOST_VALUES);
      return rows.map(({ value, count }) => ({ value, count: Number(count) }));
    };
    const owned = selected
      .clone()
      .join('entity_links as ol', join =>
        join.on('ol.source_id', 's.source_id').andOn('ol.secret_id', 's.id'),
      )
      .join('entity_owners as oo', 'oo.entity_ref', 'ol.entity_ref');
    const bySeverity = await counts('f.severity');
    const analysedTo = await findAnalysedTo(knex, {
      sources,
      selectSecrets: () => selectFindingSecrets(knex, sources, query),
      now: this.#now(),
    });
    return {
      total: bySeverity.reduce((sum, { count }) => sum + count, 0),
      bySeverity,
      byRule: await counts('f.rule'),
      byOwner: await counts('oo.owner_ref', owned),
      bySource: (await counts('s.source_id')).map(count => ({
        ...count,
        title: sources.get(count.value)?.title ?? count.value,
      })),
      ...(analysedTo ? { analysedTo } : {}),
    };
  }

  async getFinding(id: string, visibility: VisibilityFilter) {
    const sources = await this.#sources();
    const row: FindingFields | undefined = await this.#selectOne(id, visibility)
      .whereIn('s.source_id', [...sources.keys()])
      .first(FINDING_FIELDS);
    if (!row) {
      return undefined;
    }
    const events: {
      at: string;
      event: FindingEvent['event'];
      by: string | null;
      reason: string | null;
    }[] = await this.#knex('finding_events')
      .where({ finding_id: id })
      .orderBy('id', 'desc')
      .limit(MOST_EVENTS)
      .select('at', 'event', 'by', 'reason');
    const [finding] = await this.#withOthers(
      [toFinding(row, sources, await loadOwnerRefs(this.#knex, [row]))],
      visibility,
    );
    return {
      ...finding,
      history: events.map(({ at, event, by, reason }) => ({
        at,
        event,
        ...(by ? { by } : {}),
        ...(reason ? { reason } : {}),
      })),
    };
  }

  async setFindingState(
    id: string,
    visibility: VisibilityFilter,
    change: Parameters<FindingsStore['setFindingState']>[2],
  ): Promise<boolean> {
    const row: FindingFields | undefined = await this.#selectOne(
      id,
      visibility,
    ).first(FINDING_FIELDS);
    if (!row) {
      return false;
    }
    const at = new Date(this.#now()).toISOString();
    const { state, by, reason, expiresAt } = change;
    const opened = state === 'open';
    await this.#knex.transaction(async tx => {
      const changed = await tx('findings')
        .where({ id })
        .whereNot('state', 'resolved')
        .update({
          state,
          active: state !== 'suppressed',
          state_by: opened ? null : by,
          state_reason: opened ? null : reason ?? null,
          expires_at: state === 'suppressed' ? expiresAt : null,
        });
      if (changed === 0) {
        throw new ConflictError('The finding is resolved already');
      }
      await tx('finding_events').insert({
        finding_id: id,
        at,
        event: opened ? 'unsuppressed' : state,
        by,
        reason: reason ?? null,
      });
      if (state === 'suppressed' && expiresAt) {
        await enqueueAnalyses(tx, [
          { sourceId: row.source_id, secretId: row.id, dueAt: expiresAt },
        ]);
      }
    });
    return true;
  }

  async summarizeRotation(query: {
    visibility: VisibilityFilter;
    filters?: PlaceFilters;
  }): Promise<RotationNumbers> {
    const rows: { state: RotationState; count: number | string }[] =
      await this.#selectRotation(await this.#sources(), query)
        .groupBy('r.state')
        .select('r.state', this.#knex.raw('count(*) as count'));
    const of = (state: RotationState) =>
      Number(rows.find(row => row.state === state)?.count ?? 0);
    return {
      total: rows.reduce((sum, { count }) => sum + Number(count), 0),
      inPeriod: of('inPeriod') + of('dueSoon'),
      dueSoon: of('dueSoon'),
      overdue: of('overdue'),
      unknown: of('unknown'),
    };
  }

  async listRotationKeys(
    query: Parameters<FindingsStore['listRotationKeys']>[0],
  ): ReturnType<FindingsStore['listRotationKeys']> {
    const sources = await this.#sources();
    const { states, ...filters } = query.filters ?? {};
    const selected = this.#selectRotation(sources, { ...query, filters });
    if (states?.length) {
      selected.whereIn('r.state', states);
    }
    const { rows, nextCursor } = await selectPage<
      SecretFields & {
        key: string;
        class: string;
        policy: string;
        policy_days: number;
        state: RotationState;
        due_at: string | null;
        age_earliest: string | null;
        age_latest: string | null;
        age_basis: StoredRotationKey['valueAge']['basis'];
      }
    >(
      this.#knex,
      selected
        .clone()
        .join('secret_keys as k', join =>
          join
            .on('k.source_id', 'r.source_id')
            .andOn('k.secret_id', 'r.secret_id')
            .andOn('k.name', 'r.key'),
        )
        .select(
          's.source_id',
          's.id',
          's.ref',
          's.namespace',
          's.name',
          'r.key',
          'k.class',
          'r.policy',
          'r.policy_days',
          'r.state',
          'r.due_at',
          'k.age_earliest',
          'k.age_latest',
          'k.age_basis',
        ),
      {
        order: 'rotation',
        expressions: [
          { sql: 'r.due_sort', type: 'string' },
          { sql: 'r.secret_id', type: 'string' },
          { sql: 'r.key', type: 'string' },
        ],
        direction: 'asc',
        cursor: query.cursor,
        limit: query.limit,
      },
    );
    const owners = await loadOwnerRefs(this.#knex, rows);
    return {
      items: rows.map(
        (row): StoredRotationKey => ({
          secret: toPlace(row, sources),
          key: row.key,
          class: row.class,
          policy: row.policy,
          policyDays: Number(row.policy_days),
          state: row.state,
          ...(row.due_at ? { dueAt: row.due_at } : {}),
          valueAge: {
            ...(row.age_earliest ? { earliest: row.age_earliest } : {}),
            ...(row.age_latest ? { latest: row.age_latest } : {}),
            basis: row.age_basis,
          },
          ownerRefs: owners.get(row.id) ?? [],
        }),
      ),
      ...(query.withTotal
        ? {
            totalItems:
              query.cursor === undefined && !nextCursor
                ? rows.length
                : await countOf(selected),
          }
        : {}),
      ...(nextCursor ? { nextCursor } : {}),
    };
  }

  async listCertificates(
    query: Parameters<FindingsStore['listCertificates']>[0],
  ): ReturnType<FindingsStore['listCertificates']> {
    return await listCertificates(this.#knex, await this.#sources(), query);
  }

  async listCalendar(
    query: Parameters<FindingsStore['listCalendar']>[0],
  ): ReturnType<FindingsStore['listCalendar']> {
    return await listCalendar(this.#knex, await this.#sources(), {
      ...query,
      now: this.#now(),
    });
  }

  async listRotations(
    query: Parameters<FindingsStore['listRotations']>[0],
  ): ReturnType<FindingsStore['listRotations']> {
    return await listRotations(this.#knex, await this.#sources(), query);
  }

  async listRotationTrend(
    scope: { ownerRefs: string[] } | { all: true } | { entityRef: string },
  ): Promise<(RotationNumbers & { day: string })[]> {
    const name = scopeOf(scope);
    if (name === undefined) {
      return [];
    }
    const rows = await this.#knex('rotation_days')
      .where({ scope: name })
      .orderBy('day', 'desc')
      .limit(TREND_DAYS);
    return rows
      .map(row => ({
        day: row.day,
        total: Number(row.total),
        inPeriod: Number(row.in_period),
        dueSoon: Number(row.due_soon),
        overdue: Number(row.overdue),
        unknown: Number(row.unknown),
      }))
      .reverse();
  }

  /** Names the other secrets that findings rest on, as far as the filter shows them. */
  async #withOthers(
    findings: StoredFinding[],
    visibility: VisibilityFilter,
  ): Promise<StoredFinding[]> {
    if (findings.length === 0) {
      return findings;
    }
    const rows: { finding_id: string; ref: string }[] = await selectVisible(
      this.#knex,
      visibility,
    )
      .join('finding_others as fo', join =>
        join.on('fo.source_id', 's.source_id').andOn('fo.secret_id', 's.id'),
      )
      .where('s.presence', '>', 0)
      .whereIn(
        'fo.finding_id',
        findings.map(({ id }) => id),
      )
      .orderBy('s.ref')
      .select('fo.finding_id', 's.ref');
    return findings.map(finding => {
      const others = rows
        .filter(row => row.finding_id === finding.id)
        .map(({ ref }) => ref);
      return others.length === 0
        ? finding
        : { ...finding, evidence: { ...finding.evidence, others } };
    });
  }

  #selectOne(id: string, visibility: VisibilityFilter): Knex.QueryBuilder {
    return selectVisible(this.#knex, visibility)
      .join('findings as f', join =>
        join.on('f.source_id', 's.source_id').andOn('f.secret_id', 's.id'),
      )
      .where('f.id', id)
      .modify(builder => whereOthersShow(builder, this.#knex, visibility));
  }

  #selectRotation(
    sources: Awaited<ReturnType<typeof loadSourceStates>>,
    query: { visibility: VisibilityFilter; filters?: PlaceFilters },
  ): Knex.QueryBuilder {
    return selectSecrets(this.#knex, sources, query).join(
      'rotation_keys as r',
      join =>
        join.on('r.source_id', 's.source_id').andOn('r.secret_id', 's.id'),
    );
  }

  async #sources() {
    return await loadSourceStates(this.#knex, this.#now());
  }
}

/** Of several owners nothing is added up, as a key of both would count twice. */
function scopeOf(
  scope: { ownerRefs: string[] } | { all: true } | { entityRef: string },
): string | undefined {
  if ('all' in scope) {
    return '*';
  }
  if ('entityRef' in scope) {
    return scope.entityRef;
  }
  return scope.ownerRefs.length === 1 ? scope.ownerRefs[0] : undefined;
}

async function countOf(selected: Knex.QueryBuilder): Promise<number> {
  const [{ count }] = await selected.clone().count({ count: '*' });
  return Number(count);
}
