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
import { EXISTS } from '../common/presence';

/**
 * Stores how rotation stands today, for trends: for the portal, each owner and
 * each entity. Once more on the same day, the later numbers count.
 */
export async function snapshotRotation(knex: Knex, now: string): Promise<void> {
  const day = now.slice(0, 10);
  const count = (state: string) =>
    `sum(case when r.state = '${state}' then 1 else 0 end)`;
  const numbers = `count(*), ${count('inPeriod')} + ${count(
    'dueSoon',
  )}, ${count('dueSoon')}, ${count('overdue')}, ${count('unknown')}`;
  const present = `from rotation_keys r
    join secrets s on s.source_id = r.source_id and s.id = r.secret_id and s.presence = ${EXISTS}
    join sources t on t.id = s.source_id and t.retired_at is null`;
  const links =
    'join entity_links l on l.source_id = r.source_id and l.secret_id = r.secret_id';
  const scopes = [
    // Without keys there is nothing to be said of a day.
    `select ?, '*', ${numbers} ${present} having count(*) > 0`,
    `select ?, l.entity_ref, ${numbers} ${present} ${links} group by l.entity_ref`,
    // A key that an owner has by two entities counts once.
    `select ?, r.owner_ref, ${numbers} from (
       select distinct o.owner_ref, r.source_id, r.secret_id, r.key, r.state
       ${present} ${links} join entity_owners o on o.entity_ref = l.entity_ref
     ) as r group by r.owner_ref`,
  ];
  await knex.transaction(async tx => {
    await tx('rotation_days').where({ day }).delete();
    for (const select of scopes) {
      await tx.raw(
        `insert into rotation_days
           (day, scope, total, in_period, due_soon, overdue, unknown) ${select}`,
        [day],
      );
    }
    await tx('rotation_days').where('day', '<', daysBefore(now, 400)).delete();
  });
}

function daysBefore(now: string, days: number): string {
  return new Date(Date.parse(now) - days * 86_400_000)
    .toISOString()
    .slice(0, 10);
}
