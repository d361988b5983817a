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
import { loadSourceStates } from '../inventory/sourceStates';
import { listCalendar } from './listCalendar';
import { listCertificates } from './listCertificates';
import { listRotationKeys, selectRotation } from './listRotationKeys';
import { listRotations } from './listRotations';
import type {
  RotationNumbers,
  RotationPageQuery,
  RotationQuery,
  RotationState,
  RotationStore,
} from './RotationStore';

const TREND_DAYS = 90;

/** Answers from PostgreSQL or SQLite, each question by a few statements. */
export class DatabaseRotationStore implements RotationStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  async summarizeRotation(query: RotationQuery): Promise<RotationNumbers> {
    const rows: { state: RotationState; count: number | string }[] =
      await selectRotation(this.#knex, await this.#sources(), query)
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
    query: RotationPageQuery & { states?: RotationState[] },
  ): ReturnType<RotationStore['listRotationKeys']> {
    return await listRotationKeys(this.#knex, await this.#sources(), query);
  }

  async listCertificates(
    query: RotationPageQuery & { endBefore?: string },
  ): ReturnType<RotationStore['listCertificates']> {
    return await listCertificates(this.#knex, await this.#sources(), query);
  }

  async listCalendar(
    query: RotationQuery,
  ): ReturnType<RotationStore['listCalendar']> {
    return await listCalendar(this.#knex, await this.#sources(), {
      ...query,
      now: this.#now(),
    });
  }

  async listRotations(
    query: RotationPageQuery,
  ): ReturnType<RotationStore['listRotations']> {
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
