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

import { InputError } from '@backstage/errors';
import { type AuditFilters, ACTIONS, GRADES, OUTCOMES } from '../store/audit';
import { someOf } from './readChoice';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;
const MOST_DAYS = 92;
const INSTANT =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

interface TimeQuery {
  from?: string;
  to?: string;
}

/** The query parameters by which events are looked for. */
interface AuditQuery extends TimeQuery {
  secretId?: string;
  secret?: string;
  subject?: string;
  pod?: string;
  address?: string;
  verb?: string[];
  sourceId?: string[];
  action?: string[];
  grade?: string[];
  outcome?: string[];
}

/** @throws InputError for an action, a grade or an outcome that there is not, and for what is no instant */
export function readAuditFilters(
  query: AuditQuery,
): Omit<AuditFilters, 'visibility'> {
  return {
    secretId: query.secretId,
    secret: query.secret,
    subject: query.subject,
    pod: query.pod,
    address: query.address,
    verbs: query.verb,
    sourceIds: query.sourceId,
    actions: someOf('action', ACTIONS, query.action),
    grades: someOf('grade', GRADES, query.grade),
    outcomes: someOf('outcome', OUTCOMES, query.outcome),
    from: readInstant('from', query.from),
    to: readInstant('to', query.to),
  };
}

/**
 * From when to when; the last seven days unless told otherwise, and at most 92 days.
 *
 * @throws InputError for what is no instant, and for a time that is too long or ends before it begins
 */
export function readTime(
  query: TimeQuery,
  now = Date.now(),
): { from: number; to: number } {
  const to = readInstant('to', query.to) ?? now;
  const from = readInstant('from', query.from) ?? to - USUAL_DAYS * DAY_MS;
  if (from >= to || to - from > MOST_DAYS * DAY_MS) {
    throw new InputError(
      `from must be before to, and at most ${MOST_DAYS} days before it`,
    );
  }
  return { from, to };
}

/** As it is answered. */
export function toTexts({ from, to }: { from: number; to: number }) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function readInstant(
  name: string,
  text: string | undefined,
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const ms = INSTANT.test(text) ? Date.parse(text) : NaN;
  if (!(ms >= 0)) {
    throw new InputError(
      `${name} must be an instant, for example 2026-06-30T12:00:00Z`,
    );
  }
  return ms;
}
