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

import type {
  SecretsSource,
  SourceProblem,
  SourceReport,
} from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import type { SourceState } from '../inventory';
import { hourOf } from '../inventory/listSources';
import { insertRows, isSqlite } from '../common/rows';
import { enqueueAll } from '../analyses/analyses';
import type { Lease } from './LeaseStore';
import { columnsOf, type Row } from '../tables';

/** Worst last. An hour in which a source came to life counts as live. */
const SEVERITY: SourceState[] = [
  'starting',
  'syncing',
  'live',
  'degraded',
  'noCredential',
  'down',
];
const DAY_MS = 86_400_000;

interface StateRow extends Row<'sources', 'problems' | 'unlisted_kinds'> {
  state: SourceState;
}

/** The table `sources`: what is known of each source itself. */
export class SourceStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now;
  }

  /**
   * Notes which sources there are, and what keeps some of them from running.
   *
   * @param held - sources that somebody follows, whatever keeps this replica from it
   */
  async register(
    sources: SecretsSource[],
    held: ReadonlySet<string>,
  ): Promise<void> {
    const now = this.#instant();
    for (const source of sources) {
      const { problem } = source;
      const described = {
        kind: source.kind,
        title: source.title,
        mode: source.mode ?? null,
        dashboard_url: source.dashboardUrl ?? null,
        retired_at: null,
      };
      await this.#knex('sources')
        .insert({
          id: source.id,
          ...described,
          state: 'starting',
          state_since: now,
          problems: '[]',
          warnings: JSON.stringify(source.warnings ?? []),
        })
        .onConflict('id')
        .merge(described);
      if (problem && !held.has(source.id)) {
        await this.#update(source.id, {
          state: problem.code === 'no-credential' ? 'noCredential' : 'down',
          problems: [problem],
          warnings: source.warnings ?? [],
        });
        await this.#knex('sources')
          .where({ id: source.id })
          .update({ heartbeat_at: now });
      }
    }
  }

  /** Retires sources that this replica does not know and that nobody else follows. */
  async retireOthers(sourceIds: string[], silentSince: string): Promise<void> {
    await this.#knex('sources')
      .whereNotIn('id', sourceIds)
      .whereNull('retired_at')
      .andWhere(query =>
        query
          .whereNull('heartbeat_at')
          .orWhere('heartbeat_at', '<', silentSince),
      )
      .update({ retired_at: this.#instant() });
  }

  /** Stores what a source says of itself, while it is held; false once it is not. */
  async report(
    { sourceId, fence }: Lease,
    report: SourceReport,
  ): Promise<boolean> {
    const held = await this.#knex('source_leases')
      .where({ source_id: sourceId, fence })
      .first('fence');
    if (!held) {
      return false;
    }
    await this.#update(sourceId, report);
    return true;
  }

  /** Says that somebody follows these sources now. */
  async beat(sourceIds: string[]): Promise<void> {
    if (sourceIds.length === 0) {
      return;
    }
    const now = this.#now();
    const rows: { id: string; state: SourceState }[] = await this.#knex(
      'sources',
    )
      .whereIn('id', this.#unlocked(sourceIds))
      .update({ heartbeat_at: new Date(now).toISOString() })
      .returning(['id', 'state']);
    const rank = (name: string) =>
      `case ${name} ${SEVERITY.map(
        (state, index) => `when '${state}' then ${index}`,
      ).join(' ')} end`;
    await insertRows(
      this.#knex,
      'source_heartbeats',
      columnsOf('source_heartbeats', 'source_id', 'hour', 'state'),
      rows.map(({ id, state }) => ({
        source_id: id,
        hour: hourOf(now),
        state,
      })),
      `(source_id, hour) do update set state = excluded.state
       where ${rank('excluded.state')} > ${rank('source_heartbeats.state')}`,
    );
  }

  /** Those of some sources that no batch is writing: it ends with that, and the next beat is near. */
  #unlocked(sourceIds: string[]): Knex.QueryBuilder {
    const ids = this.#knex('sources').whereIn('id', sourceIds).select('id');
    return isSqlite(this.#knex) ? ids : ids.forNoKeyUpdate().skipLocked();
  }

  /** Forgets heartbeats that nobody looks at any more. */
  async forgetOldHeartbeats(): Promise<void> {
    await this.#knex('source_heartbeats')
      .where('hour', '<', hourOf(this.#now() - 2 * DAY_MS))
      .delete();
  }

  async #update(
    sourceId: string,
    report: Omit<SourceReport, 'state'> & { state?: SourceState },
  ): Promise<void> {
    const row: StateRow | undefined = await this.#knex('sources')
      .where({ id: sourceId })
      .first('state', 'problems', 'unlisted_kinds');
    if (!row) {
      return;
    }
    const now = this.#instant();
    const changed = report.state !== undefined && report.state !== row.state;
    await this.#knex('sources')
      .where({ id: sourceId })
      .update({
        ...(changed ? { state: report.state, state_since: now } : {}),
        ...(report.problems
          ? {
              problems: JSON.stringify(
                withSince(report.problems, JSON.parse(row.problems), now),
              ),
            }
          : {}),
        ...(report.warnings
          ? { warnings: JSON.stringify(report.warnings) }
          : {}),
        ...progressOf(report),
        ...(report.clockSkewMs !== undefined
          ? { clock_skew_ms: Math.round(report.clockSkewMs) }
          : {}),
        ...(report.followedTo
          ? { followed_to: new Date(report.followedTo).toISOString() }
          : {}),
        heartbeat_at: now,
      });
    await this.#noteUnlisted(sourceId, row, report, now);
  }

  /** What may be used unseen is judged anew: of which secrets that is, every one may be. */
  async #noteUnlisted(
    sourceId: string,
    row: StateRow,
    { unlistedKinds }: Pick<SourceReport, 'unlistedKinds'>,
    now: string,
  ): Promise<void> {
    const unlisted = unlistedKinds && JSON.stringify(unlistedKinds);
    if (unlisted === undefined || unlisted === (row.unlisted_kinds ?? '[]')) {
      return;
    }
    await this.#knex.transaction(async tx => {
      await tx('sources')
        .where({ id: sourceId })
        .update({ unlisted_kinds: unlisted });
      await enqueueAll(tx, sourceId, now);
    });
  }

  #instant(): string {
    return new Date(this.#now()).toISOString();
  }
}

function progressOf(report: { progress?: object; state?: SourceState }) {
  if (report.progress) {
    return { progress: JSON.stringify(report.progress) };
  }
  // Who is live has nothing left to do.
  return report.state === 'live' ? { progress: null } : {};
}

/** A problem that stands keeps the time that it was first reported. */
function withSince(
  problems: SourceProblem[],
  before: (SourceProblem & { since?: string })[],
  now: string,
) {
  return problems.map(problem => ({
    ...problem,
    since:
      before.find(
        ({ code, message }) =>
          code === problem.code && message === problem.message,
      )?.since ?? now,
  }));
}
