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
import { storableText } from '../common/rows';
import type { NameKind } from './AuditNames';
import type { AuditFilters } from './AuditQuery';
import { ACTIONS, codesOf, GRADES, OUTCOMES } from './codes';
import { whereVisible } from './visibleTargets';

/** Narrows numbers, as `e`, to what was asked for; these know no more of an event. */
export function applyCommonFilters(
  query: Knex.QueryBuilder,
  knex: Knex,
  filters: AuditFilters,
): void {
  whereVisible(query, knex, filters);
  const { actions, grades, secret, subject, verbs } = filters;
  if (verbs?.length) {
    query.whereIn('e.verb', [...verbs]);
  }
  if (actions?.length) {
    query.whereIn('e.action', codesOf(ACTIONS, actions));
  }
  if (grades?.length) {
    query.whereIn('e.grade', codesOf(GRADES, grades));
  }
  if (secret) {
    query.whereIn('e.target', selectNames(knex, 'target', secret));
  }
  if (subject) {
    query.whereIn('e.subject', selectNames(knex, 'subject', subject));
  }
}

/** Narrows events, as `e`, to what was asked for. */
export function applyFilters(
  query: Knex.QueryBuilder,
  knex: Knex,
  filters: AuditFilters,
): void {
  applyCommonFilters(query, knex, filters);
  const { address, from, outcomes, pod, sourceIds, to } = filters;
  if (outcomes?.length) {
    query.whereIn('e.outcome', codesOf(OUTCOMES, outcomes));
  }
  if (address) {
    query.whereIn('e.address', selectNames(knex, 'address', address));
  }
  if (sourceIds?.length) {
    query.whereIn(
      'e.source',
      knex('audit_names')
        .where({ kind: 'source' })
        .whereIn('name', sourceIds.map(storableText))
        .select('id'),
    );
  }
  if (from !== undefined) {
    query.where('e.at', '>=', from);
  }
  if (to !== undefined) {
    query.where('e.at', '<', to);
  }
  if (pod) {
    wherePod(query, knex, pod);
  }
}

function wherePod(query: Knex.QueryBuilder, knex: Knex, pod: string): void {
  const pods = () => selectNames(knex, 'pod', pod);
  query.where(either =>
    either
      .whereIn('e.pod', pods())
      .orWhereExists(
        pods().whereRaw("e.more_pods like '%,' || audit_names.id || ',%'"),
      ),
  );
}

/** Names of a kind with a text in them, whatever its case. */
function selectNames(
  knex: Knex,
  kind: NameKind,
  text: string,
): Knex.QueryBuilder {
  const pattern = storableText(text)
    .toLowerCase()
    .replace(/[\\%_]/g, found => `\\${found}`);
  return knex('audit_names')
    .where({ kind })
    .whereRaw("lower(name) like ? escape '\\'", [`%${pattern}%`])
    .select('id');
}
