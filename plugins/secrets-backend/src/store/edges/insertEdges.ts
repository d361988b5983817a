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

import {
  kubernetesSecretRef,
  type EdgeObservation,
  type ObjectObservation,
  type ObjectStatusObservation,
  type SecretLocator,
  type SecretObservation,
} from '@keyward/observation';
import { insertRows, updateRows } from '../common/rows';
import { locatorKeyOf } from './locatorKeyOf';
import { sourceOf } from './sourceOf';
import type { Knex } from 'knex';
import { columnsOf } from '../tables';

const STATUS_COLUMNS = columnsOf(
  'edges',
  'ready',
  'reason',
  'since',
  'last_sync',
);

const COLUMNS = {
  ...STATUS_COLUMNS,
  ...columnsOf(
    'edges',
    'source_id',
    'holder',
    'position',
    'from_source',
    'from_ref',
    'system',
    'store',
    'path',
    'properties',
    'version',
    'locator',
    'via_ref',
    'to_source',
    'to_ref',
  ),
};

/** Stores what objects and secrets say of where values come from. Rows of the same holders have to be deleted before. */
export async function insertEdges(
  tx: Knex,
  sourceId: string,
  holders: readonly (ObjectObservation | SecretObservation)[],
): Promise<void> {
  await insertRows(
    tx,
    'edges',
    COLUMNS,
    holders.flatMap(holder =>
      statedBy(holder, sourceId)
        .filter(isStorable)
        .map((edge, position) => ({
          source_id: sourceId,
          holder: holder.ref,
          position,
          ...edgeColumns(edge),
        })),
    ),
  );
}

/** Brings what objects say of their own success up to date, where nothing else of them changed. */
export async function updateEdgeStatus(
  tx: Knex,
  sourceId: string,
  objects: readonly ObjectObservation[],
): Promise<void> {
  await updateRows(
    tx,
    'edges',
    ['source_id', 'holder'],
    { ...STATUS_COLUMNS, ...columnsOf('edges', 'source_id', 'holder') },
    objects
      .filter(({ deliveries }) => deliveries.length > 0)
      .map(({ ref, status }) => ({
        source_id: sourceId,
        holder: ref,
        ...statusColumns(status),
      })),
  );
}

interface StatedEdge extends Omit<EdgeObservation, 'from'> {
  from?: EdgeObservation['from'];
  /** Of the end, where that is no secret. */
  toSource?: string;
}

function statedBy(
  holder: ObjectObservation | SecretObservation,
  sourceId: string,
): StatedEdge[] {
  if (holder.type === 'secret') {
    return holder.edges ?? [];
  }
  const { ref, deliveries, status } = holder;
  const own = { via: ref, status };
  const delivered = deliveries.flatMap(({ namespace, name, from = [] }) => {
    const to = kubernetesSecretRef(sourceId, namespace, name);
    // What makes a value itself takes it from nowhere.
    return from.length > 0
      ? from.map(locator => ({ ...own, from: locator, to }))
      : [{ ...own, to }];
  });
  const stated = (holder.edges ?? []).map(edge => ({ ...own, ...edge }));
  // What pods take without a Secret ends at what says so.
  const taken = (holder.reads ?? []).map(from => ({
    via: ref,
    from,
    to: ref,
    toSource: sourceId,
  }));
  return [...delivered, ...stated, ...taken];
}

/** What ends or begins with no ref that can be stored is nobody's. */
function isStorable({ from, to, toSource }: StatedEdge): boolean {
  return (
    (toSource ?? sourceOf(to)) !== undefined &&
    (typeof from !== 'string' || sourceOf(from) !== undefined)
  );
}

function edgeColumns({ from, to, toSource, via, status }: StatedEdge) {
  return {
    ...(typeof from === 'string'
      ? { from_source: sourceOf(from), from_ref: from }
      : locatorColumns(from)),
    via_ref: via,
    to_source: toSource ?? sourceOf(to),
    to_ref: to,
    ...statusColumns(status),
  };
}

function locatorColumns(locator: SecretLocator | undefined) {
  return (
    locator && {
      system: locator.system,
      store: locator.store,
      path: locator.path,
      properties: locator.keys && JSON.stringify(locator.keys),
      version: locator.version,
      locator: locatorKeyOf(locator),
    }
  );
}

function statusColumns(status: ObjectStatusObservation | undefined) {
  return {
    ready: status?.ready,
    reason: status?.reason,
    since: status?.since,
    last_sync: status?.lastSync,
  };
}
