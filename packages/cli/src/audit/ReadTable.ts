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

import {
  type AccessEvent,
  attribute,
  type AuditSubject,
  type AuditTarget,
  type AttributionGrade,
  type PodHistory,
} from '@keyward/audit-trail';
import { RecentTexts } from './RecentTexts';

/** How often somebody read a secret, or was denied it. */
export interface ReadRow {
  /** `NAMESPACE/NAME`, with `*` for all in a range, or `vault:MOUNT/PATH`. */
  secret: string;
  action: AccessEvent['action'];
  subject: string;
  impersonator?: string;
  pods: string[];
  grade: AttributionGrade;
  reason: string;
  reads: number;
  denied: number;
  /** As ISO 8601 in UTC. */
  first: string;
  last: string;
}

/** A log of any length has few readers; somebody who makes up names stops here. */
const MOST_ROWS = 100_000;
/** What is sent again follows soon. */
const MOST_HASHES = 200_000;

/** Adds up who read what. */
export class ReadTable {
  readonly #rows = new Map<string, ReadRow>();
  readonly #history: PodHistory;
  readonly #hashes = new RecentTexts(MOST_HASHES);
  readonly #watches = new RecentTexts(MOST_HASHES);
  /** The events that found no room. */
  omitted = 0;

  constructor(history: PodHistory) {
    this.#history = history;
  }

  add(event: AccessEvent): void {
    if (!this.#hashes.add(event.hash)) {
      return;
    }
    const isRead = event.outcome === 'allowed' || event.outcome === 'unknown';
    if (!isRead && event.outcome !== 'denied') {
      return;
    }
    // The begin of a watch is the read; its end counts where begins are not logged.
    if (event.verb === 'watch' && !this.#watches.add(watchOf(event))) {
      return;
    }
    const { grade, reason, pods } = attribute(event, this.#history);
    const row = {
      secret: secretOf(event),
      action: event.action,
      subject: subjectOf(event.subject),
      ...(event.impersonator && {
        impersonator: subjectOf(event.impersonator),
      }),
      pods: pods.map(({ namespace, name }) => `${namespace}/${name}`).sort(),
      grade,
      reason,
    };
    const key = JSON.stringify(row);
    const known = this.#rows.get(key);
    if (!known && this.#rows.size >= MOST_ROWS) {
      this.omitted++;
      return;
    }
    const total: ReadRow = known ?? {
      ...row,
      reads: 0,
      denied: 0,
      first: event.at,
      last: event.at,
    };
    this.#rows.set(key, total);
    if (isRead) {
      total.reads++;
    } else {
      total.denied++;
    }
    total.first = event.at < total.first ? event.at : total.first;
    total.last = event.at > total.last ? event.at : total.last;
  }

  /** The latest first. What failed, or found nothing, is in none of them. */
  rows(): ReadRow[] {
    return [...this.#rows.values()].sort(
      (a, b) =>
        compare(b.last, a.last) ||
        compare(a.secret, b.secret) ||
        compare(a.subject, b.subject),
    );
  }
}

/** Whether a target is a secret, or a range that it is in. */
export function covers(target: AuditTarget, secret: string): boolean {
  if (target.system === 'vault') {
    return vaultNameOf(target) === secret;
  }
  const [namespace, name] = secret.split('/');
  return (
    (target.namespace === undefined || target.namespace === namespace) &&
    (target.name === undefined || target.name === name)
  );
}

/** Clients choose the id, and may give it to each of their watches. */
function watchOf({ auditId, at, subject, impersonator, target }: AccessEvent) {
  return JSON.stringify([auditId, at, subject, impersonator, target]);
}

function secretOf({ target, through }: AccessEvent): string {
  if (through) {
    return `${through.kind} ${through.namespace}/${through.name}`;
  }
  return target.system === 'vault'
    ? vaultNameOf(target)
    : `${target.namespace ?? '*'}/${target.name ?? '*'}`;
}

function vaultNameOf(target: Extract<AuditTarget, { system: 'vault' }>) {
  const { vaultNamespace, mount, path } = target;
  return `vault:${[vaultNamespace, mount, path].filter(Boolean).join('/')}`;
}

function subjectOf(subject: AuditSubject): string {
  return subject.kind === 'ServiceAccount'
    ? `ServiceAccount ${subject.namespace}/${subject.name}`
    : `${subject.kind} ${subject.name}`;
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
