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

// The plugin keeps its writer to itself; the first row is to be one that it writes.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { Inventory } from '../../../../plugins/secrets-backend/src/ingest/inventory';
import { observeSecret } from '@keyward/kube-model';
import type { Knex } from 'knex';
import { addSource } from '../lib/addSource';
import { fillStream } from '../lib/fillStream';

const NAMESPACES = 100;
const TEAMS = 300;

/** How much there is. */
export interface EstateSize {
  clusters: number;
  secrets: number;
  services: number;
}

/** The id of a cluster. */
export const clusterId = (index: number) => `c-${index}`;

/** The ref of a service. */
const SERVICE = `'component:bench/service-' || n % ?`;

/** Fills in clusters, and the secret that all others are made like. */
export async function fillClusters(
  knex: Knex,
  { clusters, services }: EstateSize,
): Promise<void> {
  const first = clusterId(0);
  for (let index = 0; index < clusters; index += 1) {
    await addSource(knex, {
      sourceId: clusterId(index),
      fence: 1,
      mode: 'metadata',
    });
  }
  const fence = { sourceId: first, fence: 1, mode: 'metadata' };
  const observed = observeSecret(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: {
        namespace: 'team-0-prod',
        name: 'credentials-0',
        uid: 'uid-0',
        creationTimestamp: '2026-01-02T03:04:05Z',
        managedFields: [
          {
            manager: 'kubectl-create',
            operation: 'Update',
            time: '2026-03-02T03:04:05Z',
            fieldsV1: { 'f:data': { 'f:password': {} } },
          },
        ],
      },
    },
    { sourceId: first, taken: 'metadata' },
  );
  await fillStream(new Inventory({ knex }), fence, 'v1/secrets', [observed]);
  await knex.raw(
    `insert into entity_owners (entity_ref, owner_ref, position)
     select 'component:bench/service-' || n, 'group:bench/team-' || n % ?, 0
     from generate_series(0, ? - 1) as n`,
    [TEAMS, services],
  );
}

/**
 * Fills in secrets by SQL: of services of teams, each with a key that a policy covers,
 * and one in twenty with a finding.
 *
 * @param from - the number of the first one, from 1
 */
export async function fillSecrets(
  knex: Knex,
  { clusters, services }: EstateSize,
  from: number,
  to: number,
): Promise<void> {
  const { id } = await knex('secrets')
    .where({ name: 'credentials-0' })
    .first('id');
  const others = async (table: string, own: string[]) =>
    Object.keys(await knex(table).columnInfo())
      .filter(name => !own.includes(name))
      .map(name => `t."${name}"`)
      .join(', ');
  const bare = (columns: string) => columns.replaceAll('t.', '');
  const ofSecrets = await others('secrets', [
    'source_id',
    'id',
    'ref',
    'namespace',
    'name',
  ]);
  console.error(`Secrets ${from} to ${to} are filled in`);
  await knex.raw(
    `insert into secrets (source_id, id, ref, namespace, name, ${bare(
      ofSecrets,
    )})
     select 'c-' || n % ?, 's-' || n, 'kubernetes:c-' || n % ? || '/team-' || (n / ?) % ? || '-prod/credentials-' || n,
       'team-' || (n / ?) % ? || '-prod', 'credentials-' || n, ${ofSecrets}
     from secrets t cross join generate_series(?::int, ?::int) as n where t.id = ?`,
    [
      clusters,
      clusters,
      clusters,
      NAMESPACES,
      clusters,
      NAMESPACES,
      from,
      to,
      id,
    ],
  );
  const ofKeys = await others('secret_keys', ['source_id', 'secret_id']);
  await knex.raw(
    `insert into secret_keys (source_id, secret_id, ${bare(ofKeys)})
     select 'c-' || n % ?, 's-' || n, ${ofKeys}
     from secret_keys t cross join generate_series(?::int, ?::int) as n
     where t.secret_id = ? and t.name = 'password'`,
    [clusters, from, to, id],
  );
  await knex.raw(
    `insert into rotation_keys (source_id, secret_id, key, policy, policy_days, state, due_sort)
     select 'c-' || n % ?, 's-' || n, 'password', 'passwords', 90,
       case when n % 5 = 0 then 'overdue' when n % 33 = 0 then 'unknown' else 'inPeriod' end, '~'
     from generate_series(?::int, ?::int) as n`,
    [clusters, from, to],
  );
  await knex.raw(
    `insert into entity_links (source_id, secret_id, entity_ref, system, via)
     select 'c-' || n % ?, 's-' || n, ${SERVICE}, 'system:bench/system-' || (n % ?) % 50, 'bench'
     from generate_series(?::int, ?::int) as n`,
    [clusters, services, services, from, to],
  );
  await knex.raw(
    `insert into findings (id, source_id, secret_id, rule, item, severity, rank, state, active, evidence, first_seen, last_seen)
     select 'f-' || n, 'c-' || n % ?, 's-' || n, case when n % 40 = 0 then 'unused' else 'secret-in-env' end, '',
       case when n % 100 = 0 then 'critical' when n % 60 = 0 then 'high' else 'low' end,
       case when n % 100 = 0 then 4 when n % 60 = 0 then 3 else 1 end, 'open', true, '{}',
       '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'
     from generate_series(?::int, ?::int) as n where n % 20 = 0`,
    [clusters, from, to],
  );
  // None is out of date on the days that are played.
  await knex.raw(
    `update sources set heartbeat_at = '2099-01-01T00:00:00.000Z',
       secret_count = (select count(*) from secrets s where s.source_id = sources.id)`,
  );
  await knex.raw('analyze');
}

/** Has all that belongs to one service in a hundred overdue, which is 1 % of the secrets. */
export async function changeOnePercent(
  knex: Knex,
  { clusters, secrets, services }: EstateSize,
): Promise<void> {
  await knex.raw(
    `update rotation_keys r set state = 'overdue' from generate_series(1, ?) as n
     where r.source_id = 'c-' || n % ? and r.secret_id = 's-' || n and r.key = 'password'
       and n % ? < ? / 100`,
    [secrets, clusters, services, services],
  );
}
