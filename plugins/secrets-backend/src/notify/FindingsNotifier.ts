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
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { deleteRows, isAnyOf, updateRows } from '../store/common/rows';
import { RANKS } from '../store/common/ranks';
import { type AnnouncedChange } from '../analyse';
import { collectNotices } from './collectNotices';
import { collectValueNotices } from './collectValueNotices';
import { isQuiet } from './isQuiet';
import { type Matter, messagesOf } from './messages';
import type { NotificationsConfig } from './readNotificationsConfig';
import { sendInTime } from './sendInTime';
import { staleBefore, TELLING_KEY } from './tellings';
import { columnsOf } from '../store/tables';

/** More of one owner are told by the next run. */
const MOST_MATTERS = 10_000;
/** After which time the next run begins with what is critical. */
const LONGEST_MS = 45_000;
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 3_600_000;

/** What is critical is tried again sooner. */
const LAST_CRITICAL_RETRY_MS = 300_000;

/** How a telling is of which there is nothing to be told. */
const TOLD_NOTHING = {
  pending: null,
  pending_at: null,
  attempts: 0,
  retry_at: null,
};

/** What a {@link FindingsNotifier} works with. */
export interface FindingsNotifierOptions {
  knex: Knex;
  notifications: NotificationService;
  logger: LoggerService;
  config: NotificationsConfig;
  /** Whether what is sent to an owner reaches nobody else, so that it may name secrets. */
  reachesOwnersAlone: (ownerRef: string) => Promise<boolean>;
  /** Tells others of findings about equal values: what these are is known here first. */
  announce?: (changes: AnnouncedChange[]) => void;
  now?: () => number;
}

interface MatterRow extends Matter {
  attempts: number;
  /** What became of the finding meanwhile; null if it is gone. */
  state: string | null;
  /** Null if it is none of theirs any more. */
  is_theirs: number | null;
}

/**
 * Tells owners of their findings through the portal's notifications.
 *
 * What happens to findings is noted with the change itself, in `finding_notices` and
 * `value_notices`. One replica at a time takes these, and keeps in
 * `finding_tellings` what each owner is to be told until it was sent: what fails is
 * tried again, later each time, for a week. So an owner is told at least once. What
 * is critical is told before everything else, in quiet hours as well.
 */
export class FindingsNotifier {
  readonly #options: FindingsNotifierOptions;

  constructor(options: FindingsNotifierOptions) {
    this.#options = options;
  }

  /** Tells what is to be told by now. */
  async run(): Promise<void> {
    const { config } = this.#options;
    const now = this.#options.now?.() ?? Date.now();
    await this.#collect(now);
    await this.#giveUp(now);
    const quiet = isQuiet(config.quietHours, new Date(now));
    const leastRank = quiet ? RANKS.critical : 0;
    const began = performance.now();
    const failed: { owner: string; error: unknown }[] = [];
    for (const owner of await this.#findOwners(now, leastRank)) {
      if (performance.now() - began > LONGEST_MS) {
        break;
      }
      try {
        await this.#tell(owner, now, leastRank);
      } catch (error) {
        failed.push({ owner, error });
      }
    }
    if (failed.length > 0) {
      const [{ owner, error }] = failed;
      const others = failed.length > 1 ? ` and ${failed.length - 1} more` : '';
      this.#options.logger.warn(
        `${owner}${others} could not be notified of findings, which is tried again: ${describeError(
          error,
        )}`,
      );
    }
  }

  async #collect(now: number): Promise<void> {
    const { knex, config, announce } = this.#options;
    const options = { minRank: RANKS[config.minSeverity], now };
    while (await collectNotices(knex, options)) {
      // Until all is taken.
    }
    for (let more = true; more; ) {
      const collected = await collectValueNotices(knex, options);
      announce?.(collected.changes);
      more = collected.more;
    }
  }

  /** Nobody needs to be told any more of what could not be told for a week. */
  async #giveUp(now: number): Promise<void> {
    const { knex, logger } = this.#options;
    const stale = (pending: Matter['pending']) =>
      knex('finding_tellings')
        .where('pending', pending)
        .where('pending_at', '<=', staleBefore(now));
    const count =
      (await stale('open').update(TOLD_NOTHING)) +
      (await stale('resolved').delete());
    if (count > 0) {
      logger.warn(
        `${count} notifications of findings could not be sent for a week, and are given up`,
      );
    }
  }

  /** Whom there is something to tell by now, the worst first. */
  async #findOwners(now: number, leastRank: number): Promise<string[]> {
    const rows: { owner_ref: string }[] = await this.#selectDue(now, leastRank)
      .groupBy('t.owner_ref')
      .orderByRaw('max(t.rank) desc, min(t.pending_at), t.owner_ref')
      .select('t.owner_ref');
    return rows.map(row => row.owner_ref);
  }

  #selectDue(now: number, leastRank: number): Knex.QueryBuilder {
    return this.#options
      .knex('finding_tellings as t')
      .whereNotNull('t.pending')
      .where('t.rank', '>=', leastRank)
      .where(where =>
        where
          .whereNull('t.retry_at')
          .orWhere('t.retry_at', '<=', new Date(now).toISOString()),
      );
  }

  /** Tells an owner; what was sent is not sent again if another message fails. */
  async #tell(owner: string, now: number, leastRank: number): Promise<void> {
    const { config } = this.#options;
    const rows = await this.#loadMatters(owner, now, leastRank);
    const isOver = (row: MatterRow) =>
      !row.is_theirs ||
      row.state === null ||
      (row.pending === 'open' && row.state !== 'open');
    await this.#settle(owner, rows.filter(isOver), { sent: false });
    const due = rows.filter(row => !isOver(row));
    const messages = messagesOf(owner, due, {
      ...config,
      names: config.names && due.length > 0 && (await this.#isForThem(owner)),
    });
    const attempts = new Map(due.map(row => [row.finding_id, row.attempts]));
    let failure: { error: unknown } | undefined;
    for (const { matters, payload } of messages) {
      try {
        await sendInTime(this.#options.notifications, {
          recipients: { type: 'entity', entityRef: owner },
          payload,
        });
        await this.#settle(owner, matters, { sent: true });
      } catch (error) {
        failure ??= { error };
        await this.#postpone(owner, matters, attempts, now);
      }
    }
    if (failure) {
      throw failure.error;
    }
  }

  /** Where that is not known, others may be among those who read it. */
  async #isForThem(owner: string): Promise<boolean> {
    try {
      return await this.#options.reachesOwnersAlone(owner);
    } catch {
      return false;
    }
  }

  async #loadMatters(
    owner: string,
    now: number,
    leastRank: number,
  ): Promise<MatterRow[]> {
    const { knex } = this.#options;
    const isTheirs = knex('entity_links as l')
      .join('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
      .whereRaw('l.source_id = f.source_id and l.secret_id = f.secret_id')
      .where('o.owner_ref', owner)
      .limit(1)
      .select(knex.raw('1'))
      .as('is_theirs');
    return await this.#selectDue(now, leastRank)
      .where('t.owner_ref', owner)
      .leftJoin('findings as f', 'f.id', 't.finding_id')
      .leftJoin('secrets as s', join =>
        join.on('s.source_id', 'f.source_id').andOn('s.id', 'f.secret_id'),
      )
      .leftJoin('sources as r', 'r.id', 'f.source_id')
      .orderBy([
        { column: 't.rank', order: 'desc' },
        't.pending_at',
        't.finding_id',
      ])
      .limit(MOST_MATTERS)
      .select<MatterRow[]>(
        't.finding_id',
        't.pending',
        't.attempts',
        'f.rule',
        'f.item',
        'f.severity',
        'f.rank',
        'f.state',
        'f.due_at',
        's.namespace',
        's.name',
        'r.title',
        isTheirs,
      );
  }

  /** Notes that there is nothing more to be told of some matters. */
  async #settle(
    owner: string,
    matters: readonly Matter[],
    { sent }: { sent: boolean },
  ): Promise<void> {
    const ids = (pending: Matter['pending']) =>
      matters
        .filter(matter => matter.pending === pending)
        .map(matter => matter.finding_id);
    const { knex } = this.#options;
    const opened = ids('open');
    if (opened.length > 0) {
      const wanted = isAnyOf(knex, 'finding_id', opened);
      await knex('finding_tellings')
        .where({ owner_ref: owner })
        .whereRaw(wanted.sql, wanted.bindings)
        .update({ ...TOLD_NOTHING, ...(sent ? { told: true } : {}) });
    }
    await deleteRows(
      knex,
      'finding_tellings',
      TELLING_KEY,
      ids('resolved').map(id => ({ finding_id: id, owner_ref: owner })),
    );
  }

  async #postpone(
    owner: string,
    matters: readonly Matter[],
    attempts: ReadonlyMap<string, number>,
    now: number,
  ): Promise<void> {
    await updateRows(
      this.#options.knex,
      'finding_tellings',
      ['finding_id', 'owner_ref'],
      {
        ...TELLING_KEY,
        ...columnsOf('finding_tellings', 'attempts', 'retry_at'),
      },
      matters.map(({ finding_id: id, rank }) => {
        const before = Number(attempts.get(id));
        const longest =
          Number(rank) === RANKS.critical
            ? LAST_CRITICAL_RETRY_MS
            : LAST_RETRY_MS;
        const wait = Math.min(FIRST_RETRY_MS * 2 ** before, longest);
        return {
          finding_id: id,
          owner_ref: owner,
          attempts: before + 1,
          retry_at: new Date(now + wait).toISOString(),
        };
      }),
    );
  }
}
