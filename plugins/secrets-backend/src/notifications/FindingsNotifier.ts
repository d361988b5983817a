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
import type {
  NotificationSendOptions,
  NotificationService,
} from '@backstage/plugin-notifications-node';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import type { Severity } from '@keyward/model';
import type { Knex } from 'knex';
import { deleteRows, updateRows } from '../database/rows';
import { isQuiet } from './isQuiet';
import type { NotificationsConfig } from './readNotificationsConfig';

const AT_A_TIME = 2000;
const TOPIC = 'secrets';
/** After which time nobody needs to be told any more. */
const STALE_MS = 7 * 86_400_000;

const RANKS: Record<Severity, number> = {
  low: 1,
  medium: 2,
  high: 3,
  critical: 4,
};

const SEVERITIES: Record<
  Severity,
  NotificationSendOptions['payload']['severity']
> = {
  low: 'low',
  medium: 'normal',
  high: 'high',
  critical: 'critical',
};

interface NoticeRow {
  notice: number | string;
  at: string;
  id: string | null;
  rule: string;
  item: string;
  severity: Severity;
  rank: number;
  state: string;
  due_at: string | null;
  told_at: string | null;
  rests_on_others: boolean | number;
  namespace: string;
  name: string;
  title: string;
  owner_ref: string | null;
}

/** What a {@link FindingsNotifier} works with. */
export interface FindingsNotifierOptions {
  knex: Knex;
  notifications: NotificationService;
  logger: LoggerService;
  config: NotificationsConfig;
  now?: () => number;
}

/** A finding that some owners are to be told of. */
interface Matter extends NoticeRow {
  id: string;
  owners: string[];
}

/**
 * Tells owners of their findings through the portal's notifications.
 *
 * What happens to findings is noted in `finding_notices` with the change itself,
 * so that nothing is lost with a process and nothing is told twice: one replica
 * at a time takes the notices, tells, and forgets them. Each finding is one
 * thread that later word updates; many at once come as one digest. Of what was
 * never told, nobody is told that it is over.
 */
export class FindingsNotifier {
  readonly #options: FindingsNotifierOptions;

  constructor(options: FindingsNotifierOptions) {
    this.#options = options;
  }

  /** Tells what is to be told by now. */
  async run(): Promise<void> {
    const { knex, config } = this.#options;
    const time = this.#options.now?.() ?? Date.now();
    const rows = await this.#loadNotices();
    if (rows.length === 0) {
      return;
    }
    const quiet = isQuiet(config.quietHours, new Date(time));
    const oldest = new Date(time - STALE_MS).toISOString();
    const waits = (row: NoticeRow) =>
      quiet && row.severity !== 'critical' && row.at > oldest;
    const due = rows.filter(row => !waits(row));
    const matters = mattersOf(due.filter(row => row.at > oldest)).filter(
      matter =>
        RANKS[config.minSeverity] <= Number(matter.rank) &&
        (matter.state === 'open' ||
          (matter.state === 'resolved' && matter.told_at !== null)),
    );
    await this.#leaveOutOthers(matters);
    const told = await this.#tell(matters);
    await knex.transaction(async tx => {
      await updateRows(
        tx,
        'findings',
        ['id'],
        { id: 'text', told_at: 'text' },
        told.map(({ id }) => ({ id, told_at: new Date(time).toISOString() })),
      );
      const done = [...new Set(due.map(({ notice }) => Number(notice)))];
      await deleteRows(
        tx,
        'finding_notices',
        { id: 'bigint' },
        done.map(id => ({ id })),
      );
    });
  }

  async #loadNotices(): Promise<NoticeRow[]> {
    const { knex } = this.#options;
    return await knex('finding_notices as n')
      .leftJoin('findings as f', 'f.id', 'n.finding_id')
      .leftJoin('secrets as s', join =>
        join.on('s.source_id', 'f.source_id').andOn('s.id', 'f.secret_id'),
      )
      .leftJoin('sources as t', 't.id', 'f.source_id')
      .leftJoin('entity_links as l', join =>
        join
          .on('l.source_id', 'f.source_id')
          .andOn('l.secret_id', 'f.secret_id'),
      )
      .leftJoin('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
      .whereIn(
        'n.id',
        knex('finding_notices').orderBy('id').limit(AT_A_TIME).select('id'),
      )
      .orderBy('n.id')
      .select(
        'n.id as notice',
        'n.at',
        'f.id',
        'f.rule',
        'f.item',
        'f.severity',
        'f.rank',
        'f.state',
        'f.due_at',
        'f.told_at',
        'f.rests_on_others',
        's.namespace',
        's.name',
        't.title',
        'o.owner_ref',
      );
  }

  /** Of what rests on other secrets only those are told who own one of these too. */
  async #leaveOutOthers(matters: Matter[]): Promise<void> {
    const resting = matters.filter(matter => Boolean(matter.rests_on_others));
    if (resting.length === 0) {
      return;
    }
    const rows: { finding_id: string; owner_ref: string }[] =
      await this.#options
        .knex('finding_others as fo')
        .join('entity_links as l', join =>
          join
            .on('l.source_id', 'fo.source_id')
            .andOn('l.secret_id', 'fo.secret_id'),
        )
        .join('entity_owners as o', 'o.entity_ref', 'l.entity_ref')
        .whereIn(
          'fo.finding_id',
          resting.map(({ id }) => id),
        )
        .distinct('fo.finding_id', 'o.owner_ref');
    for (const matter of resting) {
      matter.owners = matter.owners.filter(owner =>
        rows.some(
          row => row.finding_id === matter.id && row.owner_ref === owner,
        ),
      );
    }
  }

  /** Tells each owner, and returns what was told to anybody. */
  async #tell(matters: Matter[]): Promise<Matter[]> {
    const byOwner = new Map<string, Matter[]>();
    for (const matter of matters) {
      for (const owner of matter.owners) {
        byOwner.set(owner, [...(byOwner.get(owner) ?? []), matter]);
      }
    }
    const told = new Set<Matter>();
    for (const [owner, theirs] of byOwner) {
      const open = theirs.filter(({ state }) => state === 'open');
      const isDigest = open.length > this.#options.config.digestOver;
      const payloads = isDigest
        ? [digestOf(owner, open)]
        : theirs.map(payloadOf);
      for (const payload of payloads) {
        await this.#send(owner, payload);
      }
      theirs.forEach(matter => told.add(matter));
    }
    return [...told];
  }

  async #send(
    owner: string,
    payload: NotificationSendOptions['payload'],
  ): Promise<void> {
    try {
      await this.#options.notifications.send({
        recipients: { type: 'entity', entityRef: owner },
        payload,
      });
    } catch (error) {
      // A portal without the notifications backend; or it is down, and people see the finding in the portal all the same.
      this.#options.logger.warn(
        `${owner} could not be notified of findings: ${describeError(error)}`,
      );
    }
  }
}

function mattersOf(rows: NoticeRow[]): Matter[] {
  const matters = new Map<string, Matter>();
  for (const row of rows) {
    // It is gone with its source.
    if (row.id === null || row.name === null) {
      continue;
    }
    const matter = matters.get(row.id) ?? { ...row, id: row.id, owners: [] };
    if (row.owner_ref && !matter.owners.includes(row.owner_ref)) {
      matter.owners.push(row.owner_ref);
    }
    matters.set(row.id, matter);
  }
  return [...matters.values()];
}

function payloadOf(matter: Matter): NotificationSendOptions['payload'] {
  const what = matter.rule.replaceAll('-', ' ');
  const place = `${matter.title} ${matter.namespace}/${matter.name}`;
  const resolved = matter.state === 'resolved';
  return {
    title: resolved ? `Resolved: ${what}, ${place}` : `${place}: ${what}`,
    description: [
      matter.item && `About ${matter.item}.`,
      !resolved && matter.due_at && `Due ${matter.due_at.slice(0, 10)} (UTC).`,
    ]
      .filter(Boolean)
      .join(' '),
    link: `/secrets/finding/${matter.id}`,
    severity: resolved ? 'low' : SEVERITIES[matter.severity],
    topic: TOPIC,
    scope: `secrets:finding:${matter.id}`,
  };
}

function digestOf(
  owner: string,
  matters: Matter[],
): NotificationSendOptions['payload'] {
  const worst = matters.reduce((a, b) =>
    Number(b.rank) > Number(a.rank) ? b : a,
  );
  const counts = new Map<string, number>();
  for (const { rule } of matters) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return {
    title: `${matters.length} findings about your secrets`,
    description: [...counts]
      .sort(([, a], [, b]) => b - a)
      .map(([rule, count]) => `${count} × ${rule.replaceAll('-', ' ')}`)
      .join(', '),
    link: `/secrets/findings?owner=${encodeURIComponent(owner)}`,
    severity: SEVERITIES[worst.severity],
    topic: TOPIC,
    scope: `secrets:digest:${owner}`,
  };
}
