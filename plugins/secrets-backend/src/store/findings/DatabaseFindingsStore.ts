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

import type { ResourceRule, RuleWords } from '@keyward/findings';
import type { Knex } from 'knex';
import type { SortExpression } from '../common/CursorTable';
import { selectPage, type PagedQuery } from '../common/selectPage';
import type { SourceStates } from '../inventory/secretFilters';
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
  type FindingFields,
} from './findingRow';
import type {
  FindingEvent,
  FindingOrderField,
  FindingStateChange,
  FindingStatesSet,
  FindingsStore,
  StoredFinding,
} from './FindingsStore';
import { nameVictims } from './nameVictims';
import {
  coveringNow,
  selectFinding,
  selectFindings,
  selectFindingsById,
  selectFindingSecrets,
} from './selectFindings';
import { setStates } from './setStates';
import { loadSharedFinding } from './sharedValues/loadSharedFinding';
import { nameOthers } from './sharedValues/nameOthers';

const MOST_EVENTS = 100;
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

/** Answers from PostgreSQL or SQLite, each question by a few statements. */
export class DatabaseFindingsStore implements FindingsStore {
  readonly #knex: Knex;
  readonly #now: () => number;
  readonly #rules: ReadonlyMap<string, RuleWords>;
  /** Ids of rules whose findings stand for those of what fails because of the resource. */
  readonly #covering: readonly string[];

  /** @param options.rules - those that bring their own words */
  constructor(options: {
    knex: Knex;
    now?: () => number;
    rules?: readonly (RuleWords & Pick<ResourceRule, 'id' | 'coversVictims'>)[];
  }) {
    this.#knex = options.knex;
    this.#rules = new Map(options.rules?.map(rule => [rule.id, rule]));
    this.#covering = (options.rules ?? []).flatMap(({ id, coversVictims }) =>
      coversVictims ? id : [],
    );
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
    const selected = selectFindings(this.#knex, sources, {
      ...query,
      covering: await coveringNow(this.#knex, this.#covering, query.filters),
    });
    const parts: PagedQuery[] = [
      { query: selected.alone, fields: FINDING_FIELDS, expressions },
    ];
    if (await selected.mayBeShared()) {
      parts.push({
        query: selected.shared,
        fields: [...FINDING_FIELDS, ...SHARED_FIELDS],
        expressions: expressions.map(expression =>
          expression === FIRST_SEEN
            ? { ...expression, sql: SHARED_SINCE }
            : expression,
        ),
      });
    }
    const { items: rows, ...page } = await selectPage<FindingFields>(
      this.#knex,
      parts,
      {
        order: `findings ${field},${direction}`,
        direction: (direction === 'asc') === !flipped ? 'asc' : 'desc',
        cursor: query.cursor,
        limit: query.limit,
        withTotal: query.withTotal,
      },
    );
    const owners = await loadOwnerRefs(this.#knex, rows);
    return {
      ...page,
      items: await this.#withOthers(
        rows.map(row => this.#toFinding(row, sources, owners)),
        rows,
        sources,
        query.others ?? query.visibility,
      ),
    };
  }

  async findWorst(
    secretIds: string[],
    visibility: VisibilityFilter,
    others = visibility,
  ) {
    if (secretIds.length === 0) {
      return new Map();
    }
    const sources = await this.#sources();
    const worst = [
      ...(
        await findWorst(this.#knex, sources, secretIds, visibility, others)
      ).values(),
    ];
    const rows = worst.map(({ row }) => row);
    const owners = await loadOwnerRefs(this.#knex, rows);
    const found = await this.#withOthers(
      rows.map(row => this.#toFinding(row, sources, owners)),
      rows,
      sources,
      others,
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
      selectFindings(knex, sources, {
        ...query,
        covering: await coveringNow(this.#knex, this.#covering, query.filters),
      }),
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
    const [named] = await this.#withVictims(
      [{ ...finding, evidence: others ? { ...evidence, others } : evidence }],
      sources,
      visibility,
    );
    return {
      ...named,
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
    const withOthers = findings.map(finding => {
      const others = named.get(finding.id);
      return others
        ? { ...finding, evidence: { ...finding.evidence, others } }
        : finding;
    });
    return await this.#withVictims(withOthers, sources, visibility);
  }

  /** Names what fails because of a resource at the finding that says so, as far as the filter shows it. */
  async #withVictims(
    findings: StoredFinding[],
    sources: SourceStates,
    visibility: VisibilityFilter,
  ): Promise<StoredFinding[]> {
    const isCovering = ({ rule }: StoredFinding) =>
      this.#covering.includes(rule);
    const victims = await nameVictims(
      this.#knex,
      sources,
      visibility,
      findings.filter(isCovering).map(({ secret }) => secret.id),
    );
    return findings.map(finding => {
      const found = isCovering(finding) && victims.get(finding.secret.id);
      return found
        ? {
            ...finding,
            evidence: {
              ...finding.evidence,
              secrets: found.named,
              secretCount: found.count,
            },
          }
        : finding;
    });
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
  { title, remedy, docsUrl, ...rule }: RuleWords,
  { item, severity, evidence, secret }: StoredFinding,
): NonNullable<StoredFinding['text']> {
  return {
    title,
    sentence: rule.sentence({ item, severity, evidence, name: secret.name }),
    remedy,
    ...(docsUrl ? { docsUrl } : {}),
  };
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
