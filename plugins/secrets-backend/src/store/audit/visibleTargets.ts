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
import { KUBERNETES } from '../common/presence';
import type { VisibilityFilter } from '../inventory';
import { isUnlimited, selectVisible } from '../inventory/applyVisibility';
import { ACTIONS, codesOf } from './codes';
import type { AuditFilters } from './AuditQuery';

/** Of these the secret is known; by a pod or a token one gets whatever these have. */
const OF_SECRETS = codesOf(ACTIONS, ['read', 'write']);

/**
 * Narrows events or their numbers, as `e`, to the secrets that somebody may see, and to
 * what reads all in a range that these are in.
 */
export function whereVisible(
  query: Knex.QueryBuilder,
  knex: Knex,
  { visibility, secretId }: Pick<AuditFilters, 'visibility' | 'secretId'>,
): void {
  if (secretId === undefined && isUnlimited(visibility)) {
    return;
  }
  query
    .whereIn('e.action', OF_SECRETS)
    .whereIn('e.target', selectTargets(knex, visibility, secretId));
}

function selectTargets(
  knex: Knex,
  visibility: VisibilityFilter,
  secretId: string | undefined,
): Knex.QueryBuilder {
  const secrets = () => {
    const query = selectVisible(knex, visibility, {
      areFew: secretId !== undefined,
    }).where('s.resource_kind', 'secret');
    return secretId === undefined ? query : query.where('s.id', secretId);
  };
  const inClusters = () => secrets().where('s.system', KUBERNETES);
  const refs = secrets()
    .select('s.ref')
    .union([
      inClusters().select(
        knex.raw("'kubernetes:' || s.source_id || '/' || s.namespace || '/*'"),
      ),
      inClusters().select(knex.raw("'kubernetes:' || s.source_id || '/*/*'")),
    ]);
  return knex('audit_names')
    .where({ kind: 'target' })
    .whereIn('name', refs)
    .select('id');
}
