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

import { randomUUID } from 'node:crypto';
import { believedDeliveries } from '@keyward/kube-model';
import { formatSecretRef, parseLocation } from '@keyward/observation';
import {
  boundRows,
  insertRows,
  selectRows,
  updateRows,
} from '../../store/common/rows';
import type { StoredDeliverer } from '../../store/inventory';
import {
  EXISTS,
  GONE,
  KUBERNETES,
  MISSING,
  MISSING_URGENCY,
  SECRET_KIND,
} from '../../store/common/presence';
import { keyOf, systemOf, type BatchContext, type SecretName } from './context';
import {
  loadSurroundings,
  NOTHING_AROUND,
  type Surroundings,
} from './loadSurroundings';
import { effectiveDeliverer } from './effectiveDeliverer';
import { NEW_COLUMNS, searchTextOf } from './secretRows';
import { columnsOf, type Row } from '../../store/tables';

const CHUNK = 2000;

/** Added up and negative, so that what needs a look comes first in ascending order. */
const DELIVERY_FAILED_URGENCY = -2;

/** What delivers a secret that nobody saw. */
const NOBODY = JSON.stringify({ kind: 'unknown', basis: 'type' });

const DERIVED_COLUMNS = columnsOf(
  'secrets',
  'source_id',
  'id',
  'presence',
  'taken',
  'deliverer',
  'deliverer_kind',
  'delivery_failed',
  'consumer_count',
  'consumers',
  'consumed_at',
  'urgency',
  'gone_at',
);

type DerivedRow = Row<
  'secrets',
  | 'id'
  | 'namespace'
  | 'name'
  | 'stream'
  | 'presence'
  | 'taken'
  | 'own_deliverer'
  | 'deliverer'
  | 'delivery_failed'
  | 'consumer_count'
  | 'consumers'
  | 'consumed_at'
  | 'urgency'
  | 'gone_at'
>;

/**
 * Brings what a secret's row says of the objects around it up to date:
 * consumers, deliverer, and whether it is referenced but missing.
 */
export async function refreshSecrets(
  context: BatchContext,
  names: SecretName[],
  isJudged: (namespace: string) => boolean,
): Promise<void> {
  for (let start = 0; start < names.length; start += CHUNK) {
    await refreshChunk(context, names.slice(start, start + CHUNK), isJudged);
  }
}

async function refreshChunk(
  context: BatchContext,
  names: SecretName[],
  isJudged: (namespace: string) => boolean,
): Promise<void> {
  const { tx, fence, accessIds, changedIds } = context;
  const rows = await loadRows(context, names);
  const around = await loadSurroundings(tx, fence.sourceId, names);
  const updates = [];
  const inserts = [];
  for (const name of names) {
    const key = keyOf(name);
    const surroundings = around.get(key) ?? NOTHING_AROUND;
    const absent = absentPresence(context, name, surroundings, isJudged);
    const stored = rows.get(key);
    for (const row of stored ?? []) {
      // What no stream holds is known by what is around it alone.
      const presence = row.presence === EXISTS && row.stream ? EXISTS : absent;
      const derived = derive(
        row.own_deliverer,
        surroundings,
        presence,
        name.namespace,
      );
      if (context.described.has(name)) {
        changedIds.add(row.id);
      }
      if (isSame(row, derived)) {
        continue;
      }
      noteChanges(context, row.id, row, derived, surroundings);
      changedIds.add(row.id);
      if ((row.presence === EXISTS) !== (derived.presence === EXISTS)) {
        accessIds.add(row.id);
      }
      updates.push({
        source_id: fence.sourceId,
        id: row.id,
        taken: presence === EXISTS && !row.stream ? 'references' : row.taken,
        consumed_at:
          row.consumer_count > 0 && derived.consumer_count === 0
            ? context.observedAt
            : row.consumed_at,
        // A missing one that nobody wants any more is gone as well.
        gone_at:
          derived.presence === GONE
            ? row.gone_at ?? context.observedAt
            : row.gone_at,
        ...derived,
      });
    }
    if (!stored && absent !== 0) {
      const row = newRow(
        context,
        name,
        derive(NOBODY, surroundings, absent, name.namespace),
      );
      noteChanges(context, row.id, undefined, row, surroundings);
      changedIds.add(row.id);
      if (absent === 2) {
        accessIds.add(row.id);
      }
      inserts.push(row);
    }
  }
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    DERIVED_COLUMNS,
    updates,
  );
  await insertRows(tx, 'secrets', NEW_COLUMNS, inserts);
}

async function loadRows(
  { tx, fence }: BatchContext,
  names: SecretName[],
): Promise<Map<string, DerivedRow[]>> {
  const bound = boundRows(tx, { namespace: 'text', name: 'text' }, names);
  const rows = await selectRows<DerivedRow>(
    tx,
    `select s.id, s.namespace, s.name, s.stream, s.presence, s.taken, s.own_deliverer,
       s.deliverer, s.delivery_failed, s.consumer_count, s.consumers, s.consumed_at, s.urgency,
       s.gone_at
     from ${bound.sql} ${bound.join} secrets s on s.source_id = ?
       and s.namespace = x.namespace and s.name = x.name and s.resource_kind = '${SECRET_KIND}'`,
    [...bound.bindings, fence.sourceId],
  );
  const result = new Map<string, DerivedRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const same = result.get(key);
    if (same) {
      same.push(row);
    } else {
      result.set(key, [row]);
    }
  }
  return result;
}

/** What a secret is that no stream holds: gone, missing, or in a source of references only, taken to be there. */
function absentPresence(
  { fence }: BatchContext,
  { namespace }: SecretName,
  { required, stated, deliveries }: Surroundings,
  isJudged: (namespace: string) => boolean,
): number {
  if (fence.mode === 'references') {
    return stated || deliveries.length > 0 ? EXISTS : GONE;
  }
  const { sure } = believedDeliveries(undefined, deliveries, namespace);
  const expected =
    required || sure.some(delivery => delivery.status?.ready === 'false');
  return expected && isJudged(namespace) ? MISSING : GONE;
}

function derive(
  ownDeliverer: string,
  { consumers, deliveries, required }: Surroundings,
  presence: number,
  namespace: string,
) {
  const deliverer = effectiveDeliverer(
    JSON.parse(ownDeliverer),
    deliveries,
    namespace,
  );
  const failed = presence !== GONE && deliverer.ready === 'false';
  return {
    presence,
    deliverer: JSON.stringify(deliverer),
    deliverer_kind: deliverer.kind,
    delivery_failed: failed,
    consumer_count: consumers.length,
    consumers: JSON.stringify(consumers.slice(0, 3)),
    urgency:
      (presence === MISSING && required ? MISSING_URGENCY : 0) +
      (failed ? DELIVERY_FAILED_URGENCY : 0),
  };
}

type Derived = ReturnType<typeof derive>;

function isSame(row: DerivedRow, derived: Derived): boolean {
  return (
    row.presence === derived.presence &&
    row.deliverer === derived.deliverer &&
    Boolean(row.delivery_failed) === derived.delivery_failed &&
    row.consumer_count === derived.consumer_count &&
    row.consumers === derived.consumers &&
    row.urgency === derived.urgency
  );
}

function noteChanges(
  { history, observedAt }: BatchContext,
  secretId: string,
  row: DerivedRow | undefined,
  derived: Derived,
  { consumers }: Surroundings,
): void {
  const wasMissing = (row?.urgency ?? 0) <= MISSING_URGENCY;
  if (derived.urgency <= MISSING_URGENCY && !wasMissing) {
    history.push({
      secretId,
      at: observedAt,
      event: 'referencedMissing',
      detail: consumers.slice(0, 3).join(', '),
    });
  }
  const hadFailed = Boolean(row?.delivery_failed);
  if (derived.delivery_failed !== hadFailed) {
    const { kind, name, reason }: StoredDeliverer = JSON.parse(
      derived.deliverer,
    );
    history.push({
      secretId,
      at: observedAt,
      event: hadFailed ? 'deliveryRecovered' : 'deliveryFailed',
      detail: `${kind}${name ? `/${name}` : ''}${reason ? `: ${reason}` : ''}`,
    });
  }
}

function newRow(
  { fence, observedAt }: BatchContext,
  { namespace, name }: SecretName,
  derived: Derived,
) {
  const system = systemOf(fence);
  const location =
    system === KUBERNETES ? [namespace] : parseLocation(namespace);
  return {
    source_id: fence.sourceId,
    id: randomUUID(),
    ref: formatSecretRef(system, fence.sourceId, ...location, name),
    system,
    resource_kind: SECRET_KIND,
    namespace,
    name,
    secret_type: '',
    class: 'unknown',
    taken: 'references',
    key_count: 0,
    key_names: '[]',
    search: searchTextOf({ namespace, name, keys: [] }),
    detail: JSON.stringify({
      labels: {},
      annotations: [],
      owners: [],
      managers: [],
    }),
    own_deliverer: NOBODY,
    age_basis: 'unknown',
    age_sort: '',
    first_seen: observedAt,
    last_seen: observedAt,
    ...derived,
  };
}
