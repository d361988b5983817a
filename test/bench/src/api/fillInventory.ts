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

import { Client } from 'pg';

/** How much there is, and whose. */
export interface InventorySize {
  secrets: number;
  components: number;
  owner: string;
}

const SECRETS = `
insert into secrets (source_id, id, ref, namespace, name, presence, uid, created_at,
  secret_type, class, taken, key_count, key_names, search, detail, own_deliverer,
  deliverer, deliverer_kind, delivery_failed, consumer_count, consumers,
  age_earliest, age_latest, age_basis, age_sort, urgency, first_seen, last_seen)
select 'bench-' || n % 3, 'secret-' || n,
  'kubernetes:bench-' || n % 3 || '/team-' || n % 500 || '/credentials-' || n,
  'team-' || n % 500, 'credentials-' || n, case when n % 97 = 0 then 1 else 2 end,
  'uid-' || n, '2026-01-02T03:04:05.000Z', 'Opaque',
  (array['database', 'token', 'opaque', 'tls'])[n % 4 + 1], 'fingerprint', 2,
  '["password","token"]', 'team-' || n % 500 || ' credentials-' || n || ' password token',
  '{}', $1, $1, 'by hand', false, 1, '["Deployment/service-' || n % 5000 || '"]',
  '2026-01-02T03:04:05.000Z', '2026-03-02T03:04:05.000Z', 'managedFields',
  '2026-03-02T03:04:05.000Z', case when n % 97 = 0 then -4 else 0 end,
  '2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z'
from generate_series(1, $2::int) as n`;

const KEYS = `
insert into secret_keys (source_id, secret_id, name, class, size, weak, fingerprint,
  fingerprint_key_id, age_basis)
select 'bench-' || n % 3, 'secret-' || n, key, 'password', '17-32', false,
  md5(n || key), 'bench', 'managedFields'
from generate_series(1, $1::int) as n, (values ('password'), ('token')) as keys (key)`;

const LINKS = `
insert into entity_links (source_id, secret_id, entity_ref, owner_ref, system, via)
select 'bench-' || n % 3, 'secret-' || n,
  'component:default/service-' || n % $1::int, $2, null, 'workload'
from generate_series(1, $3::int) as n`;

const SOURCES = `
insert into sources (id, kind, title, mode, state, state_since, last_full_sync,
  problems, warnings, heartbeat_at)
select 'bench-' || n, 'kubernetes', 'Bench ' || n, 'fingerprint', 'live',
  '2026-11-01T00:00:00.000Z', '2026-11-23T00:00:00.000Z', '[]', '[]',
  '2099-01-01T00:00:00.000Z'
from generate_series(0, 2) as n`;

/** Fills the inventory of a portal that runs, with the rows that a sync would write. */
export async function fillInventory(
  connectionString: string,
  { secrets, components, owner }: InventorySize,
): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const deliverer = JSON.stringify({ kind: 'by hand', basis: 'manager' });
    await client.query('begin');
    await client.query(SOURCES);
    await client.query(SECRETS, [deliverer, secrets]);
    await client.query(KEYS, [secrets]);
    await client.query(LINKS, [components, owner, secrets]);
    await client.query('commit');
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
