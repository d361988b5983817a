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

import type { ResourceRule } from '@keyward/findings';
import type { Knex } from 'knex';
import { selectSecrets, type SourceStates } from '../inventory/secretFilters';
import { loadSourceStates } from '../inventory/sourceStates';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import {
  SHARED_FIELDS,
  SHARED_SINCE,
} from '../inventory/sharedValues/joinShared';
import { countFindings } from './countFindings';
import { findAnalysedTo } from './findAnalysedTo';
import { findWorst } from './findWorst';
import {
  FINDING_FIELDS,
  isShared,
  loadOwnerRefs,
  toFinding,
  toPlace,
  type FindingFields,
  type SecretFields,
} from './findingRow';
import type {
  FindingEvent,
  FindingFilters,
  FindingOrderField,
  FindingStateChange,
  FindingStatesSet,
  FindingsStore,
  RotationNumbers,
  RotationState,
  StoredFinding,
  StoredRotationKey,
} from './FindingsStore';
import { listCalendar } from '../rotation/listCalendar';
import { listCertificates } from '../rotation/listCertificates';
import { listRotations } from '../rotation/listRotations';
import {
  selectFinding,
  selectFindings,
  selectFindingsById,
  selectFindingSecrets,
} from './selectFindings';
import {
  selectMergedPage,
  selectPage,
  type SortExpression,
} from './selectPage';
import { setStates } from './setStates';
import { loadSharedFinding } from './sharedValues/loadSharedFinding';
import { nameOthers } from './sharedValues/nameOthers';

const MOST_EVENTS = 100;
const TREND_DAYS = 90;
/** By one transaction. */
const DECIDED_AT_ONCE = 100;

const FIRST_SEEN: SortExpression = { sql: 'f.first_seen', type: 'string' };
const BY_ID: SortExpression = { sql: 'f.id', type: 'string' };

/** All of one direction, so that a page begins by one comparison. */
const ORDERS: Record<
  FindingOrderField,
  { expressions: SortExpression[]; flipped?: boolean }
> = {
  // The worst first, and of these what is due first.
  severity: {
    expressions: [{ sql: 'f.urgency', type: 'string' }, BY_ID],
    flipped: true,
  },
  dueAt: { expressions: [{ sql: 'f.due_sort', type: 'string' }, BY_ID] },
  firstSeen: {
    expressions: [FIRST_SEEN, BY_ID],
  },
  rule: { expressions: [{ sql: 'f.rule', type: 'string' }, BY_ID] },
  name: { expressions: [{ sql: 's.name', type: 'string' }, BY_ID] },
};

type PlaceFilters = Pick<
  FindingFilters,
  'q' | 'sourceIds' | 'namespaces' | 'places' | 'owners' | 'systems'
>;

/** Answers from PostgreSQL or SQLite, each question by a few statements. */
export class DatabaseFindingsStore implements FindingsStore {
  readonly #knex: Knex;
  readonly #now: () => number;
  readonly #rules: ReadonlyMap<string, ResourceRule>;

  /** @param options.rules - those that modules bring, for their words */
  constructor(options: {
    knex: Knex;
    now?: () => number;
    rules?: readonly ResourceRule[];
  }) {
    this.#knex = options.knex;
    this.#rules = new Map(options.rules?.map(rule => [rule.id, rule]));
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
    const areShared = await selected.mayBeShared();
    const parts = [
      { query: selected.alone.clone().select(FINDING_FIELDS), expressions },
    ];
    if (areShared) {
      parts.push({
        query: selected.shared
          .clone()
          .select([...FINDING_FIELDS, ...SHARED_FIELDS]),
        expressions: expressions.map(expression =>
          expression === FIRST_SEEN
            ? { ...expression, sql: SHARED_SINCE }
            : expression,
        ),
      });
    }
    const { rows, nextCursor } = await selectMergedPage<FindingFields>(
      this.#knex,
      parts,
      {
        order: `findings ${field},${direction}`,
        direction: (direction === 'asc') === !flipped ? 'asc' : 'desc',
        cursor: query.cursor,
        limit: query.limit,
      },
    );
    const owners = await loadOwnerRefs(this.#knex, rows);
    return {
      items: await this.#withOthers(
        rows.map(row => this.#toFinding(row, sources, owners)),
        rows,
        sources,
        query.others ?? query.visibility,
      ),
      ...(query.withTotal
        ? {
            totalItems:
              query.cursor === undefined && !nextCursor
                ? rows.length
                : (await countOf(selected.alone)) +
                  (areShared ? await countOf(selected.shared) : 0),
          }
        : {}),
      ...(nextCursor ? { nextCursor } : {}),
    };
  }

  async findWorst(secretIds: string[], visibility: VisibilityFilter) {
    const sources = await this.#sources();
    const worst = [
      ...(await findWorst(this.#knex, sources, secretIds, visibility)).values(),
    ];
    const rows = worst.map(({ row }) => row);
    const owners = await loadOwnerRefs(this.#knex, rows);
    const found = await this.#withOthers(
      rows.map(row => this.#toFinding(row, sources, owners)),
      rows,
      sources,
      visibility,
    );
    return new Map(
      found.map((finding, index) => [
        finding.secret.id,
        { finding, count: worst[index].count },
      ]),
    );
  }

  async summarizeFindings(
    query: Parameters<FindingsStore['summarizeFindings']>[0],
  ) {
    const knex = this.#knex;
    const sources = await this.#sources();
    const counts = await countFindings(
      knex,
      selectFindings(knex, sources, query),
    );
    const analysedTo = await findAnalysedTo(knex, {
      sources,
      selectSecrets: () => selectFindingSecrets(knex, sources, query),
      now: this.#now(),
    });
    return {
      ...counts,
      byRule: counts.byRule.map(count => {
        const title = this.#rules.get(count.value)?.title;
        return title ? { ...count, title } : count;
      }),
      bySource: counts.bySource.map(count => ({
        ...count,
        title: sources.get(count.value)?.title ?? count.value,
      })),
      ...(analysedTo ? { analysedTo } : {}),
    };
  }

  async getFinding(id: string, visibility: VisibilityFilter) {
    const sources = await this.#sources();
    const found = await this.#loadOne(id, visibility, sources);
    if (!found) {
      return undefined;
    }
    const { row, others } = found;
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
    const { evidence, ...finding } = this.#toFinding(
      row,
      sources,
      await loadOwnerRefs(this.#knex, [row]),
    );
    const history = events.map(
      ({ at, event, by, reason }): FindingEvent => ({
        at,
        event,
        ...(by ? { by } : {}),
        ...(reason ? { reason } : {}),
      }),
    );
    return {
      ...finding,
      evidence: others ? { ...evidence, others } : evidence,
      history: isShared(row) ? withOpening(history, finding) : history,
    };
  }

  async setFindingStates(
    ids: string[],
    visibility: VisibilityFilter,
    change: FindingStateChange,
  ): Promise<FindingStatesSet> {
    const sources = await this.#sources();
    const result: FindingStatesSet = { changed: [], resolved: [], unknown: [] };
    const wanted = [...new Set(ids)];
    for (let from = 0; from < wanted.length; from += DECIDED_AT_ONCE) {
      const some = wanted.slice(from, from + DECIDED_AT_ONCE);
      const rows = new Map(
        (await this.#loadById(some, visibility, sources)).map(row => [
          row.finding_id,
          row,
        ]),
      );
      const changed = await setStates(this.#knex, [...rows.values()], {
        ...change,
        at: new Date(this.#now()).toISOString(),
      });
      for (const id of some) {
        const left = rows.has(id) ? result.resolved : result.unknown;
        (changed.has(id) ? result.changed : left).push(id);
      }
    }
    return result;
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

  /** A finding of a source that is not retired, if the filter shows it, with the others that it speaks of. */
  async #loadOne(
    id: string,
    visibility: VisibilityFilter,
    sources: SourceStates,
  ): Promise<{ row: FindingFields; others?: string[] } | undefined> {
    const row: (FindingFields & { of_values: string | null }) | undefined =
      await selectFinding(this.#knex, id, visibility)
        .whereIn('s.source_id', [...sources.keys()])
        .first([...FINDING_FIELDS, 'f.same_value as of_values']);
    if (!row || row.of_values === null) {
      return row && { row };
    }
    const shared = await loadSharedFinding(this.#knex, sources, visibility, id);
    if (!shared) {
      return undefined;
    }
    const { others, ...fields } = shared;
    return { row: { ...row, ...fields }, others };
  }

  /** Findings of sources that are not retired, if the filter shows them. */
  async #loadById(
    ids: string[],
    visibility: VisibilityFilter,
    sources: SourceStates,
  ): Promise<FindingFields[]> {
    const { alone, shared } = selectFindingsById(
      this.#knex,
      sources,
      ids,
      visibility,
    );
    const load = async (
      query: Knex.QueryBuilder,
      fields: string[],
    ): Promise<FindingFields[]> =>
      await query
        .whereIn('s.source_id', [...sources.keys()])
        .select([...FINDING_FIELDS, ...fields]);
    const found = await load(alone, []);
    return found.length === ids.length
      ? found
      : [...found, ...(await load(shared, SHARED_FIELDS))];
  }

  /** Names the other secrets that findings speak of, as far as the filter shows them. */
  async #withOthers(
    findings: StoredFinding[],
    rows: FindingFields[],
    sources: SourceStates,
    visibility: VisibilityFilter,
  ): Promise<StoredFinding[]> {
    const named = await nameOthers(
      this.#knex,
      sources,
      visibility,
      rows.filter(isShared),
    );
    return findings.map(finding => {
      const others = named.get(finding.id);
      return others
        ? { ...finding, evidence: { ...finding.evidence, others } }
        : finding;
    });
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

  #toFinding(
    row: FindingFields,
    sources: SourceStates,
    owners: Map<string, string[]>,
  ): StoredFinding {
    const finding = toFinding(row, sources, owners);
    const rule = this.#rules.get(finding.rule);
    return rule ? { ...finding, text: wordsOf(rule, finding) } : finding;
  }

  async #sources() {
    return await loadSourceStates(this.#knex, this.#now());
  }
}

function wordsOf(
  { title, remedy, docsUrl, ...rule }: ResourceRule,
  { item, severity, evidence, secret }: StoredFinding,
): NonNullable<StoredFinding['text']> {
  return {
    title,
    sentence: rule.sentence({ item, severity, evidence, name: secret.name }),
    remedy,
    ...(docsUrl ? { docsUrl } : {}),
  };
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

/**
 * When it opened is another moment for everybody who asks, hence is not kept. What
 * was decided before counts no less: it is about the same value.
 */
function withOpening(
  history: FindingEvent[],
  { firstSeen }: Pick<StoredFinding, 'firstSeen'>,
): FindingEvent[] {
  return [...history, { at: firstSeen, event: 'opened' as const }].sort(
    (one, other) => Number(one.at < other.at) - Number(one.at > other.at),
  );
}

async function countOf(selected: Knex.QueryBuilder): Promise<number> {
  const [{ count }] = await selected.clone().count({ count: '*' });
  return Number(count);
}
