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

import { connectionOf, storeObjectOf } from '@keyward/kube-model';
import type { SecretsLocatorResolver } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { enqueueAnalyses } from '../../store/analyses/analyses';
import {
  EDGE_COLUMNS,
  locatorOf,
  type EdgeRow,
} from '../../store/edges/edgeRow';
import { sourceOf } from '../../store/edges/sourceOf';
import { boundTexts, selectRows, updateRows } from '../../store/common/rows';
import { columnsOf, type Row as RowOf } from '../../store/tables';

const PAGE = 500;
const LONGEST_MS = 30_000;

interface Row
  extends EdgeRow,
    RowOf<'edges', 'holder' | 'position' | 'to_ref' | 'resolved_at'> {
  namespace: string | null;
}

/**
 * Asks modules which secrets the locators of a source's edges mean, a page at a time.
 *
 * @param all - of those that were asked about before as well
 * @returns how many edges begin elsewhere now
 * @throws the error of a resolver, once all others are done
 */
export async function resolveEdges(
  knex: Knex,
  resolvers: readonly SecretsLocatorResolver[],
  options: { sourceId: string; all: boolean; now: string },
): Promise<number> {
  let changed = 0;
  let error: unknown;
  let after: [string, number] = ['', -1];
  for (;;) {
    const rows = await loadPage(knex, options, after);
    const last = rows.at(-1);
    if (!last) {
      if (error !== undefined) {
        throw error;
      }
      return changed;
    }
    const page = await resolvePage(knex, resolvers, options, rows);
    changed += page.changed;
    error ??= page.error;
    after = [last.holder, last.position];
  }
}

async function loadPage(
  knex: Knex,
  { sourceId, all }: { sourceId: string; all: boolean },
  after: [string, number],
): Promise<Row[]> {
  return await selectRows<Row>(
    knex,
    `select e.holder, e.position, e.to_ref, e.resolved_at, ${EDGE_COLUMNS}, o.namespace
     from edges e
     left join objects o on o.source_id = e.source_id and o.ref = e.via_ref
     where e.source_id = ? and e.system is not null
       ${all ? '' : 'and e.resolved_at is null'}
       and (e.holder, e.position) > (?, ?)
     order by e.holder, e.position
     limit ?`,
    [sourceId, ...after, PAGE],
  );
}

async function resolvePage(
  knex: Knex,
  resolvers: readonly SecretsLocatorResolver[],
  { sourceId, now }: { sourceId: string; now: string },
  rows: Row[],
): Promise<{ changed: number; error?: unknown }> {
  const details = await loadStores(knex, sourceId, rows);
  const questions = new Map<string, Question>();
  const keys = rows.map(row => {
    const locator = locatorOf(row)!;
    const store = storeOf(sourceId, row);
    const storeDetail = store === undefined ? undefined : details.get(store);
    const key = JSON.stringify([locator, store ?? row.namespace]);
    questions.set(key, {
      ...locator,
      sourceId,
      ...(row.namespace !== null ? { namespace: row.namespace } : {}),
      ...(storeDetail ? { storeDetail } : {}),
    });
    return key;
  });
  const answers = await ask(resolvers, questions);
  const updates = [];
  const touched: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (answers.failed.has(keys[index])) {
      // It stays as it was, and is asked about again.
      continue;
    }
    const from = answers.refs.get(keys[index]);
    const source = from === undefined ? undefined : sourceOf(from);
    const ref = source === undefined ? null : from!;
    if (ref !== row.from_ref) {
      touched.push(row.to_ref);
    }
    if (ref !== row.from_ref || row.resolved_at === null) {
      updates.push({
        source_id: sourceId,
        holder: row.holder,
        position: row.position,
        from_source: source ?? null,
        from_ref: ref,
        resolved_at: now,
      });
    }
  }
  await updateRows(
    knex,
    'edges',
    ['source_id', 'holder', 'position'],
    columnsOf(
      'edges',
      'source_id',
      'holder',
      'position',
      'from_source',
      'from_ref',
      'resolved_at',
    ),
    updates,
  );
  await analyseAgain(knex, touched, now);
  return { changed: touched.length, error: answers.error };
}

class TooLate extends Error {}

type Question = Parameters<SecretsLocatorResolver['resolve']>[0][number];

/** What resolvers say, by key of the question, and to which they say nothing for now. */
interface Answers {
  refs: Map<string, string>;
  failed: Set<string>;
  error?: unknown;
}

/** Asks the resolver of each locator's system, or of its store's provider. */
async function ask(
  resolvers: readonly SecretsLocatorResolver[],
  questions: Map<string, Question>,
): Promise<Answers> {
  const answers: Answers = { refs: new Map(), failed: new Set() };
  for (const resolver of resolvers) {
    const own = [...questions].filter(
      ([, { system, storeDetail }]) =>
        system === resolver.system || storeDetail?.provider === resolver.system,
    );
    if (own.length > 0) {
      await askOne(resolver, own, answers);
    }
  }
  return answers;
}

/**
 * What objects name is of any shape: where a resolver fails by one place, the halves are
 * asked by themselves, until only that one is left out.
 */
async function askOne(
  resolver: SecretsLocatorResolver,
  questions: [string, Question][],
  answers: Answers,
): Promise<void> {
  try {
    const refs = await inTime(
      resolver.resolve(questions.map(([, question]) => question)),
    );
    for (const [index, [key]] of questions.entries()) {
      const ref = refs[index];
      if (ref !== undefined) {
        answers.refs.set(key, ref);
      }
    }
  } catch (error) {
    answers.error ??= error;
    if (questions.length === 1 || error instanceof TooLate) {
      questions.forEach(([key]) => answers.failed.add(key));
      return;
    }
    const half = Math.ceil(questions.length / 2);
    await askOne(resolver, questions.slice(0, half), answers);
    await askOne(resolver, questions.slice(half), answers);
  }
}

/** One that never answers must not keep all others waiting. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TooLate('The resolver does not answer')),
      LONGEST_MS,
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The object of the store that a locator names. */
function storeOf(
  sourceId: string,
  { store, namespace }: Pick<Row, 'store' | 'namespace'>,
): string | undefined {
  return store === null
    ? undefined
    : storeObjectOf(store, { sourceId, namespace: namespace ?? undefined });
}

async function loadStores(
  knex: Knex,
  sourceId: string,
  rows: Row[],
): Promise<Map<string, Record<string, unknown>>> {
  const named = new Map(
    rows.flatMap(row => {
      const ref = storeOf(sourceId, row);
      return ref === undefined ? [] : [[ref, row] as const];
    }),
  );
  const stores = await loadDetails(knex, sourceId, [...named.keys()]);
  const connections = new Map(
    [...stores].flatMap(([ref, detail]) => {
      const { store, namespace } = named.get(ref)!;
      const object = { sourceId, namespace: namespace ?? undefined };
      const connection = connectionOf(store!, object, detail);
      return connection === undefined ? [] : [[ref, connection] as const];
    }),
  );
  const addresses = await loadDetails(knex, sourceId, [
    ...connections.values(),
  ]);
  for (const [ref, connection] of connections) {
    stores.set(ref, { ...addresses.get(connection), ...stores.get(ref) });
  }
  return stores;
}

/** What is kept of objects, by their refs. */
async function loadDetails(
  knex: Knex,
  sourceId: string,
  refs: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (refs.length === 0) {
    return new Map();
  }
  const bound = boundTexts(knex, 'ref', [...new Set(refs)]);
  const stores = await selectRows<{ ref: string; detail: string | null }>(
    knex,
    `select o.ref, o.detail from ${bound.sql}
     ${bound.join} objects o on o.source_id = ? and o.ref = x.ref`,
    [...bound.bindings, sourceId],
  );
  return new Map(
    stores.map(({ ref, detail }) => [ref, detail ? JSON.parse(detail) : {}]),
  );
}

/** What a secret comes from decides about findings on it. */
async function analyseAgain(
  knex: Knex,
  refs: string[],
  now: string,
): Promise<void> {
  if (refs.length === 0) {
    return;
  }
  const bound = boundTexts(knex, 'ref', refs);
  const rows = await selectRows<{ source_id: string; id: string }>(
    knex,
    `select distinct s.source_id, s.id from ${bound.sql}
     ${bound.join} edges e on e.to_ref = x.ref
     ${bound.join} secrets s on s.source_id = e.to_source and s.ref = e.to_ref`,
    bound.bindings,
  );
  await enqueueAnalyses(
    knex,
    rows.map(({ source_id: sourceId, id: secretId }) => ({
      sourceId,
      secretId,
      dueAt: now,
    })),
  );
}
