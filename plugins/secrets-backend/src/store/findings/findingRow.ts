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

import type { Severity } from '@keyward/findings';
import type { Knex } from 'knex';
import { KUBERNETES, RESOURCE } from '../common/presence';
import type { SourceStates } from '../inventory/secretFilters';
import { loadLinks } from '../inventory/secretRow';
import type { FindingState, StoredFinding } from './FindingsStore';
import type { SharedFields } from '../inventory/sharedValues/joinShared';

/** What a {@link StoredFinding} is made of, of findings as `f` and secrets as `s`. */
export const FINDING_FIELDS = [
  'f.id as finding_id',
  'f.rule',
  'f.item',
  'f.severity',
  'f.rank',
  'f.state',
  'f.evidence',
  'f.due_at',
  'f.first_seen',
  'f.last_seen',
  'f.state_by',
  'f.state_reason',
  'f.expires_at',
  'f.resolved_at',
  's.source_id',
  's.id',
  's.ref',
  's.system',
  's.namespace',
  's.name',
  's.presence',
  's.secret_type',
];

/** What is read of the secret that something is about. */
export const PLACE_FIELDS = [
  's.source_id',
  's.id',
  's.ref',
  's.namespace',
  's.name',
];

export interface SecretFields {
  source_id: string;
  id: string;
  ref: string;
  /** Read of findings only, as the next two. */
  system?: string;
  namespace: string;
  name: string;
  /** Read of findings only: nothing else is said of what is no Secret. */
  presence?: number;
  secret_type?: string;
}

/** A row of a finding; of one about equal values it has {@link SharedFields} too. */
export interface FindingFields extends SecretFields, Partial<SharedFields> {
  finding_id: string;
  rule: string;
  item: string;
  severity: Severity;
  rank: number;
  state: FindingState;
  evidence: string;
  due_at: string | null;
  first_seen: string;
  last_seen: string;
  state_by: string | null;
  state_reason: string | null;
  expires_at: string | null;
  resolved_at: string | null;
}

/** Who owns some secrets by the entity links of now, by id of the secret. */
export async function loadOwnerRefs(
  knex: Knex,
  secrets: SecretFields[],
): Promise<Map<string, string[]>> {
  const links = await loadLinks(knex, secrets);
  return new Map(
    [...links].map(([id, ofSecret]) => [
      id,
      [...new Set(ofSecret.flatMap(({ ownerRefs }) => ownerRefs))],
    ]),
  );
}

export function toPlace(
  row: SecretFields,
  sources: SourceStates,
): StoredFinding['secret'] {
  return {
    id: row.id,
    ref: row.ref,
    sourceId: row.source_id,
    sourceTitle: sources.get(row.source_id)?.title ?? row.source_id,
    ...(row.system && row.system !== KUBERNETES ? { system: row.system } : {}),
    namespace: row.namespace,
    name: row.name,
    ...(Number(row.presence) === RESOURCE ? { kind: row.secret_type } : {}),
  };
}

export function toFinding(
  row: FindingFields,
  sources: SourceStates,
  owners: Map<string, string[]>,
): StoredFinding {
  return {
    id: row.finding_id,
    rule: row.rule,
    item: row.item,
    severity: row.severity,
    state: row.state,
    evidence: isShared(row) ? evidenceOf(row) : JSON.parse(row.evidence),
    secret: toPlace(row, sources),
    ownerRefs: owners.get(row.id) ?? [],
    firstSeen: row.shared_since ?? row.first_seen,
    lastSeen: row.shared_since ?? row.last_seen,
    ...optional('dueAt', row.due_at),
    ...optional('reason', row.state_reason),
    ...optional('by', row.state_by),
    ...optional('expiresAt', row.expires_at),
    ...optional('resolvedAt', row.resolved_at),
  };
}

/** Whether it is about equal values. */
export function isShared<T extends FindingFields>(
  row: T,
): row is T & SharedFields {
  return row.same_value !== undefined;
}

function evidenceOf(row: SharedFields): StoredFinding['evidence'] {
  return {
    class: row.class,
    ...(row.same_value === 'environments' && row.environment
      ? { environment: row.environment }
      : {}),
  };
}

function optional<K extends string>(key: K, value: string | null) {
  return (value === null ? {} : { [key]: value }) as { [key in K]?: string };
}
