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
import {
  deleteRows,
  insertRows,
  isAnyOf,
  selectRows,
} from '../../store/common/rows';
import { columnsOf, type Row } from '../../store/tables';

type EnvironmentRow = Row<
  'namespace_environments',
  'namespace' | 'environment' | 'production'
>;

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
  const stored = await loadRows(tx, sourceId, [...namespaces.keys()]);
  const isKept = ({ namespace, environment, production }: (typeof rows)[0]) => {
    const row = stored.get(namespace);
    return (
      row?.environment === environment &&
      (row === undefined || Boolean(row.production) === production)
    );
  };
  const changed = rows.filter(row => !isKept(row));
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
    changed.filter(({ environment }) => environment !== undefined),
    `(source_id, namespace) do update
     set environment = excluded.environment, production = excluded.production
     where namespace_environments.environment <> excluded.environment
       or namespace_environments.production <> excluded.production`,
  );
  await deleteRows(
    tx,
    'namespace_environments',
    columnsOf('namespace_environments', 'source_id', 'namespace'),
    changed.filter(({ environment }) => environment === undefined),
  );
}

async function loadRows(
  tx: Knex,
  sourceId: string,
  namespaces: string[],
): Promise<Map<string, EnvironmentRow>> {
  const wanted = isAnyOf(tx, 'namespace', namespaces);
  const rows = await selectRows<EnvironmentRow>(
    tx,
    `select namespace, environment, production from namespace_environments
     where source_id = ? and ${wanted.sql}`,
    [sourceId, ...wanted.bindings],
  );
  return new Map(rows.map(row => [row.namespace, row]));
}
