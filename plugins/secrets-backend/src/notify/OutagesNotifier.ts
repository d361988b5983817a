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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  describeError,
  type SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { insertRows, isAnyOf } from '../store/common/rows';
import type { SourceState } from '../store/inventory';
import { loadSourceStates } from '../store/inventory/sourceStates';
import { columnsOf, type Row } from '../store/tables';
import { outageMessage, recoveryMessage } from './outageMessages';
import { sendInTime } from './sendInTime';

/** Whoever is down for less is not worth an alert. */
const OUT_MS = 120_000;
/** Whoever fails again sooner had not recovered. */
const WELL_MS = 300_000;
/** Longer than a notification may take, so that no other replica sends it meanwhile. */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 300_000;

/** After such a gap, in which the portal may have been stopped, the two minutes begin again. */
const UNSEEN_MS = 300_000;

const COLUMNS = columnsOf(
  'source_outages',
  'source_id',
  'part',
  'began_at',
  'seen_at',
  'told',
  'attempts',
);

const OUT: readonly SourceState[] = ['down', 'noCredential'];
/** A source that is starting or syncing may still turn out either way. */
const WELL: readonly SourceState[] = ['live', 'degraded'];

/** What an {@link OutagesNotifier} works with. */
export interface OutagesNotifierOptions {
  knex: Knex;
  notifications: NotificationService;
  logger: LoggerService;
  /** Refs of entities; if there are none, nobody is notified. */
  recipients: readonly string[];
  now?: () => number;
}

interface Outage extends Row<'source_outages'> {
  /** As the source reported it last. */
  state: SourceState;
  problems: string;
}

/** Of the parts of sources, the ids of those in which each is out. A source as a whole is the part ''. */
type Parts = ReadonlyMap<string, readonly string[]>;

const WHOLE = '';
/** As `JSON.stringify` writes it; what a text quotes has backslashes in it. */
const MARKED = '%"isOutage":true%';

/**
 * Notifies the people who run Keyward that a source is down, or a part of what it
 * observes, and that it works again: once for each outage. How a part is while the source
 * is down nobody knows.
 *
 * The table `source_outages` keeps what was sent, so that neither a restart nor
 * another replica sends it again. Whoever counts the next attempt sends; if that fails or
 * its process stops, it is tried again, later each time up to five minutes.
 */
export class OutagesNotifier {
  readonly #options: OutagesNotifierOptions;

  constructor(options: OutagesNotifierOptions) {
    this.#options = options;
  }

  /** Notes which sources are down by now, and sends what is due. */
  async run(): Promise<void> {
    const { knex, logger, recipients } = this.#options;
    if (recipients.length === 0) {
      // Nobody who is added later must hear of what is long over.
      await knex('source_outages').delete();
      return;
    }
    const now = this.#now();
    const states = await loadSourceStates(knex, now);
    const among = (some: readonly SourceState[]) =>
      [...states.values()]
        .filter(({ state }) => some.includes(state))
        .map(({ id }) => id);
    const well = among(WELL);
    const out = await this.#loadParts(well);
    out.set(WHOLE, among(OUT));
    for (const [part, sourceIds] of out) {
      await this.#noteOut(part, sourceIds, now);
    }
    const noted: string[] = await knex('source_outages')
      .distinct('part')
      .pluck('part');
    for (const part of noted) {
      const isOut = new Set(out.get(part));
      const works = well.filter(id => !isOut.has(id));
      await this.#noteWell(part, works, now);
    }
    for (const outage of await this.#loadDue(out, now)) {
      try {
        await this.#send(outage);
      } catch (error) {
        logger.warn(
          `The people in charge could not be notified of an outage of ${
            outage.source_id
          }, which is tried again: ${describeError(error)}`,
        );
        // The others go the same way: they wait for the next run.
        return;
      }
    }
  }

  /** What some sources that work say is out, by its code. */
  async #loadParts(sourceIds: readonly string[]) {
    const { knex } = this.#options;
    const wanted = isAnyOf(knex, 'id', sourceIds);
    const rows: Row<'sources', 'id' | 'problems' | 'warnings'>[] = await knex(
      'sources',
    )
      .whereRaw(wanted.sql, wanted.bindings)
      .where(where =>
        where.whereLike('problems', MARKED).orWhereLike('warnings', MARKED),
      )
      .select('id', 'problems', 'warnings');
    const parts = new Map<string, string[]>();
    for (const { id, problems, warnings } of rows) {
      const said: SourceProblem[] = [
        ...JSON.parse(problems),
        ...JSON.parse(warnings),
      ];
      const codes = said.flatMap(({ code, isOutage }) =>
        isOutage === true ? [code] : [],
      );
      for (const code of new Set(codes)) {
        parts.set(code, [...(parts.get(code) ?? []), id]);
      }
    }
    return parts;
  }

  async #noteOut(
    part: string,
    sourceIds: readonly string[],
    now: number,
  ): Promise<void> {
    const { knex } = this.#options;
    const wanted = isAnyOf(knex, 'source_id', sourceIds);
    const instant = new Date(now).toISOString();
    await knex('source_outages')
      .whereRaw(wanted.sql, wanted.bindings)
      .where({ part, told: false })
      .where('seen_at', '<=', new Date(now - UNSEEN_MS).toISOString())
      .update({ began_at: instant });
    await insertRows(
      knex,
      'source_outages',
      COLUMNS,
      sourceIds.map(id => ({
        source_id: id,
        part,
        began_at: instant,
        seen_at: instant,
        told: false,
        attempts: 0,
      })),
      `(source_id, part) do update
       set seen_at = excluded.seen_at, well_since = null`,
    );
  }

  async #noteWell(
    part: string,
    sourceIds: readonly string[],
    now: number,
  ): Promise<void> {
    const { knex } = this.#options;
    const wanted = isAnyOf(knex, 'source_id', sourceIds);
    await knex('source_outages')
      .whereRaw(wanted.sql, wanted.bindings)
      .where({ part, told: false })
      // Another replica may be sending the alert.
      .where(where => whereDue(where, now))
      .delete();
    await knex('source_outages')
      .whereRaw(wanted.sql, wanted.bindings)
      .where({ part, told: true, well_since: null })
      .update({ well_since: new Date(now).toISOString() });
  }

  /** What there is to send by now, the oldest outage first. */
  async #loadDue(out: Parts, now: number): Promise<Outage[]> {
    const before = (ms: number) => new Date(now - ms).toISOString();
    const rows = await this.#options
      .knex('source_outages as o')
      .join('sources as s', 's.id', 'o.source_id')
      .whereNull('s.retired_at')
      .where(where => whereDue(where, now))
      .where(where =>
        where
          .where(alert =>
            alert
              .where('o.told', false)
              .where('o.began_at', '<=', before(OUT_MS)),
          )
          .orWhere('o.well_since', '<=', before(WELL_MS)),
      )
      .orderBy(['o.began_at', 'o.source_id', 'o.part'])
      .select<Outage[]>('o.*', 's.state', 's.problems');
    return rows.filter(
      ({ told, part, source_id: id }) => told || out.get(part)?.includes(id),
    );
  }

  async #send(outage: Outage): Promise<void> {
    const { knex, notifications, recipients } = this.#options;
    const { source_id: id, part, told, well_since: wellSince } = outage;
    const before = Number(outage.attempts);
    const wait = Math.min(FIRST_RETRY_MS * 2 ** before, LAST_RETRY_MS);
    const own = { source_id: id, part, told: Boolean(told) };
    const claimed = await knex('source_outages')
      .where({ ...own, attempts: before, well_since: wellSince })
      .update({
        attempts: before + 1,
        retry_at: new Date(this.#now() + wait).toISOString(),
      });
    if (claimed === 0) {
      return;
    }
    await sendInTime(notifications, {
      recipients: { type: 'entity', entityRef: [...recipients] },
      payload: told
        ? recoveryMessage(id, part)
        : outageMessage(id, part, codeOf(outage), outage.began_at),
    });
    const sent = knex('source_outages').where(own);
    await (told
      ? sent.delete()
      : sent.update({ told: true, attempts: 0, retry_at: null }));
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now();
  }
}

function whereDue(where: Knex.QueryBuilder, now: number): void {
  where
    .whereNull('retry_at')
    .orWhere('retry_at', '<=', new Date(now).toISOString());
}

/** The code of what the source reported first, unless it went silent without a word. */
function codeOf({ part, state, problems }: Outage): string | undefined {
  if (part !== WHOLE) {
    return part;
  }
  if (!OUT.includes(state)) {
    return 'not-followed';
  }
  const reported: SourceProblem[] = JSON.parse(problems);
  return reported[0]?.code;
}
