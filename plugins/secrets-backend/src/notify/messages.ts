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

import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { Severity } from '@keyward/findings';
import type { NotificationsConfig } from './readNotificationsConfig';
import type { Pending } from './tellings';

const TOPIC = 'secrets';

const SEVERITIES: Record<
  Severity,
  NotificationSendOptions['payload']['severity']
> = {
  low: 'low',
  medium: 'normal',
  high: 'high',
  critical: 'critical',
};

/** Something that an owner is to be told of a finding. */
export interface Matter {
  finding_id: string;
  pending: Pending;
  rule: string;
  item: string;
  severity: Severity;
  rank: number;
  due_at: string | null;
  namespace: string;
  name: string;
  title: string;
}

/** Some matters, and the one notification that tells them. */
export interface Message {
  matters: Matter[];
  payload: NotificationSendOptions['payload'];
}

/**
 * What an owner is told, the worst first: each finding as a thread of its own that
 * later word updates, and many at once as one digest.
 */
export function messagesOf(
  owner: string,
  matters: readonly Matter[],
  { digestOver, names }: Pick<NotificationsConfig, 'digestOver' | 'names'>,
): Message[] {
  return (['open', 'resolved'] as const).flatMap(pending => {
    const theirs = matters
      .filter(matter => matter.pending === pending)
      .sort((one, other) => Number(other.rank) - Number(one.rank));
    if (theirs.length > digestOver) {
      return [{ matters: theirs, payload: digestOf(owner, pending, theirs) }];
    }
    return theirs.map(matter => ({
      matters: [matter],
      payload: payloadOf(matter, names),
    }));
  });
}

function payloadOf(matter: Matter, names: boolean): Message['payload'] {
  const what = matter.rule.replaceAll('-', ' ');
  const place = names
    ? `${matter.title} ${placeOf(matter)}`
    : 'One of your secrets';
  const resolved = matter.pending === 'resolved';
  return {
    title: resolved ? `Resolved: ${what}, ${place}` : `${place}: ${what}`,
    description: [
      names && matter.item && `About ${withoutLinks(matter.item)}.`,
      !resolved && matter.due_at && `Due ${matter.due_at.slice(0, 10)} (UTC).`,
    ]
      .filter(Boolean)
      .join(' '),
    link: `/secrets/finding/${matter.finding_id}`,
    severity: resolved ? 'low' : SEVERITIES[matter.severity],
    topic: TOPIC,
    scope: `secrets:finding:${matter.finding_id}`,
  };
}

/** What is in no namespace has its name alone. */
function placeOf({ namespace, name }: Matter): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Who names a variable of a container must not put a link before somebody else's eyes. */
function withoutLinks(name: string): string {
  return name.replaceAll('://', ': //');
}

/** @param matters - the worst first */
function digestOf(
  owner: string,
  pending: Pending,
  matters: readonly Matter[],
): Message['payload'] {
  const counts = new Map<string, number>();
  for (const { rule } of matters) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const resolved = pending === 'resolved';
  const findings = matters.length === 1 ? 'finding' : 'findings';
  const title = `${matters.length} ${findings} about your secrets`;
  return {
    title: resolved ? `Resolved: ${title}` : title,
    description: [...counts]
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .map(([rule, count]) => `${count} × ${rule.replaceAll('-', ' ')}`)
      .join(', '),
    link: `/secrets/findings?owner=${encodeURIComponent(owner)}`,
    severity: resolved ? 'low' : SEVERITIES[matters[0].severity],
    topic: TOPIC,
    scope: resolved ? `secrets:resolved:${owner}` : `secrets:digest:${owner}`,
  };
}
