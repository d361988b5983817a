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
import { FAILING_URGENCY, RESOURCE } from '../../store/common/presence';
import {
  boundTexts,
  insertRows,
  selectRows,
  storableJson,
  updateRows,
} from '../../store/common/rows';
import type { BatchContext } from './context';
import { replaceLabels } from './labels';
import type { WrittenResource } from './enqueueDelivered';
import type { ReadResource } from './readObservation';
import { NEW_COLUMNS, searchTextOf } from './secretRows';
import { columnsOf, type Row } from '../../store/tables';

const RESOURCE_COLUMNS = columnsOf(
  'secrets',
  'source_id',
  'id',
  'presence',
  'stream',
  'generation',
  'detail',
  'attributes',
  'search',
  'urgency',
  'last_seen',
  'gone_at',
);

type ResourceRow = Row<
  'secrets',
  'id' | 'ref' | 'presence' | 'stream' | 'detail' | 'attributes'
>;

/**
 * Writes what is new or changed of a batch's resources that are no secrets. They stand
 * among the secrets, see docs/adr/0005-resources.md.
 *
 * @returns those that were written
 */
export async function applyResources(
  context: BatchContext,
  resources: ReadResource[],
): Promise<WrittenResource[]> {
  if (resources.length === 0) {
    return [];
  }
  const { tx, fence, stream, generation, observedAt } = context;
  const stored = context.blank
    ? new Map<string, ResourceRow>()
    : await loadRows(context, resources);
  const inserts = [];
  const updates = [];
  const written: (ReadResource & WrittenResource)[] = [];
  for (const resource of resources) {
    const { ref, namespace, name } = resource;
    const row = stored.get(ref);
    const detail = detailOf(resource);
    if (row && isSame(row, stream, detail, resource)) {
      context.unchanged.push(ref);
      continue;
    }
    written.push({
      ...resource,
      ...(row ? { before: JSON.parse(row.detail).status } : {}),
    });
    const columns = {
      source_id: fence.sourceId,
      id: row?.id ?? randomUUID(),
      presence: RESOURCE,
      stream,
      generation,
      detail,
      attributes: resource.attributes,
      search: searchTextOf({ namespace, name, keys: [] }),
      urgency: resource.status?.ready === 'false' ? FAILING_URGENCY : 0,
      last_seen: observedAt,
      gone_at: null,
    };
    context.changedIds.add(columns.id);
    context.touched.add({ namespace, name });
    if (row) {
      context.rewritten.push(ref);
      updates.push(columns);
    } else {
      inserts.push({ ...columns, ...newColumns(resource, observedAt) });
    }
  }
  await insertRows(tx, 'secrets', NEW_COLUMNS, inserts);
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    RESOURCE_COLUMNS,
    updates,
  );
  await replaceLabels(context, written, { stored: true });
  return written;
}

function isSame(
  row: ResourceRow,
  stream: string,
  detail: string,
  { attributes }: ReadResource,
): boolean {
  return (
    Number(row.presence) === RESOURCE &&
    row.stream === stream &&
    row.detail === detail &&
    row.attributes === (attributes ?? null)
  );
}

function detailOf({
  labels,
  annotations,
  status,
  accounts,
}: ReadResource): string {
  return storableJson({
    labels,
    annotations,
    owners: [],
    managers: [],
    ...(status ? { status } : {}),
    ...(accounts ? { accounts } : {}),
  });
}

/** Of what is asked of every secret, and says nothing of another resource. */
function newColumns(
  { ref, kind, system, namespace, name }: ReadResource,
  observedAt: string,
) {
  const nobody = { kind: 'unknown', basis: 'type' };
  return {
    ref,
    system,
    resource_kind: kind,
    namespace,
    name,
    secret_type: kind,
    class: 'other',
    taken: 'metadata',
    key_count: 0,
    key_names: '[]',
    own_deliverer: JSON.stringify(nobody),
    deliverer: JSON.stringify(nobody),
    deliverer_kind: nobody.kind,
    delivery_failed: false,
    consumer_count: 0,
    consumers: '[]',
    age_basis: 'unknown',
    age_sort: '',
    first_seen: observedAt,
  };
}

async function loadRows(
  { tx, fence }: BatchContext,
  resources: ReadResource[],
): Promise<Map<string, ResourceRow>> {
  const bound = boundTexts(
    tx,
    'ref',
    resources.map(({ ref }) => ref),
  );
  const rows = await selectRows<ResourceRow>(
    tx,
    `select s.id, s.ref, s.presence, s.stream, s.detail, s.attributes from ${bound.sql}
     ${bound.join} secrets s on s.source_id = ? and s.ref = x.ref`,
    [...bound.bindings, fence.sourceId],
  );
  return new Map(rows.map(row => [row.ref, row]));
}
