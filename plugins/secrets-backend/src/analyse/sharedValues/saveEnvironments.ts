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

import { isProduction, type RuleSettings } from '@keyward/findings';
import type { Knex } from 'knex';
import { deleteRows, insertRows } from '../../store/common/rows';
import { columnsOf } from '../../store/tables';

/**
 * Keeps what environments some namespaces of a source belong to, so that statements
 * over keys of several secrets can ask for it; writes only what differs.
 */
export async function saveEnvironments(
  tx: Knex,
  sourceId: string,
  secrets: readonly { namespace: string; environment?: string }[],
  settings: Pick<RuleSettings, 'productionEnvironments'>,
): Promise<void> {
  const namespaces = new Map(
    secrets.map(({ namespace, environment }) => [namespace, environment]),
  );
  const rows = [...namespaces].map(([namespace, environment]) => ({
    source_id: sourceId,
    namespace,
    environment,
    production: isProduction({ environment }, settings),
  }));
  await insertRows(
    tx,
    'namespace_environments',
    columnsOf(
      'namespace_environments',
      'source_id',
      'namespace',
      'environment',
      'production',
    ),
    rows.filter(({ environment }) => environment !== undefined),
    `(source_id, namespace) do update
     set environment = excluded.environment, production = excluded.production
     where namespace_environments.environment <> excluded.environment
       or namespace_environments.production <> excluded.production`,
  );
  await deleteRows(
    tx,
    'namespace_environments',
    columnsOf('namespace_environments', 'source_id', 'namespace'),
    rows.filter(({ environment }) => environment === undefined),
  );
}
