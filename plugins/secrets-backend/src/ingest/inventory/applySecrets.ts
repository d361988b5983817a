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
import { copySourceOf } from '@keyward/kube-model';
import {
  EXISTS,
  GONE,
  MISSING,
  SECRET_KIND,
} from '../../store/common/presence';
import {
  boundRows,
  boundTexts,
  deleteRows,
  insertRows,
  selectRows,
  updateRows,
} from '../../store/common/rows';
import { insertEdges } from '../../store/edges/insertEdges';
import type { BatchContext } from './context';
import type { ReadSecret } from './readObservation';
import {
  copySourcesOf,
  deleteByRefs,
  noteCopied,
  replaceLabels,
} from './labels';
import { compareKeys, type KeyChanges, type KeyRow } from './keyChanges';
import {
  replaceCertificates,
  type CertificateHolder,
} from './replaceCertificates';
import {
  detailOf,
  hasSameClassifier,
  KEY_COLUMNS,
  keyRow,
  NEW_COLUMNS,
  OBSERVED_COLUMNS,
  observedRow,
  stampOf,
  type SecretRowDetail,
} from './secretRows';
import { columnsOf, type Row } from '../../store/tables';

type StampRow = Row<'secrets', 'id' | 'ref' | 'stream' | 'stamp' | 'presence'>;

type ChangedRow = Row<
  'secrets',
  | 'id'
  | 'uid'
  | 'stamp'
  | 'presence'
  | 'secret_type'
  | 'immutable'
  | 'detail'
  | 'attributes'
  | 'last_seen'
>;

/** Writes what is new or changed of a batch's secrets. */
export async function applySecrets(
  context: BatchContext,
  secrets: ReadSecret[],
): Promise<void> {
  if (secrets.length === 0) {
    return;
  }
  const stored = context.blank
    ? new Map<string, StampRow>()
    : await loadStamps(context, secrets);
  const added: ReadSecret[] = [];
  const changed: { secret: ReadSecret; id: string }[] = [];
  for (const secret of secrets) {
    const row = stored.get(secret.ref);
    if (!row) {
      added.push(secret);
    } else if (isUnchanged(row, secret, context.stream)) {
      context.unchanged.push(secret.ref);
    } else {
      context.rewritten.push(secret.ref);
      changed.push({ secret, id: row.id });
    }
  }
  await insertSecrets(context, added);
  await updateSecrets(context, changed);
}

function isUnchanged(
  row: StampRow,
  secret: ReadSecret,
  stream: string,
): boolean {
  return (
    row.presence === EXISTS &&
    row.stream === stream &&
    row.stamp !== null &&
    row.stamp === stampOf(secret)
  );
}

async function loadStamps(
  { tx, fence }: BatchContext,
  secrets: ReadSecret[],
): Promise<Map<string, StampRow>> {
  const bound = boundTexts(
    tx,
    'ref',
    secrets.map(({ ref }) => ref),
  );
  const rows = await selectRows<StampRow>(
    tx,
    `select s.id, s.ref, s.stream, s.stamp, s.presence from ${bound.sql}
     ${bound.join} secrets s on s.source_id = ? and s.ref = x.ref`,
    [...bound.bindings, fence.sourceId],
  );
  return new Map(rows.map(row => [row.ref, row]));
}

async function insertSecrets(
  context: BatchContext,
  secrets: ReadSecret[],
): Promise<void> {
  const { tx, fence, stream, generation, observedAt } = context;
  const { sourceId } = fence;
  const rows = [];
  const keys = [];
  const holders: CertificateHolder[] = [];
  for (const secret of secrets) {
    const id = randomUUID();
    rows.push({
      ...observedRow(secret, secret.keys, {
        sourceId,
        id,
        stream,
        generation,
        observedAt,
      }),
      ref: secret.ref,
      resource_kind: SECRET_KIND,
      deliverer: JSON.stringify(secret.deliverer),
      deliverer_kind: secret.deliverer.kind,
      delivery_failed: false,
      consumer_count: 0,
      consumers: '[]',
      urgency: 0,
      first_seen: observedAt,
    });
    for (const key of secret.keys) {
      keys.push(keyRow(key, sourceId, id));
    }
    holders.push({ id, keys: secret.keys, stored: false });
    context.changedIds.add(id);
    context.accessIds.add(id);
    context.touched.add(secret);
  }
  await insertRows(tx, 'secrets', NEW_COLUMNS, rows);
  await insertRows(tx, 'secret_keys', KEY_COLUMNS, keys);
  await replaceCertificates(context, holders);
  await replaceSecretLabels(context, secrets, { stored: false });
  await insertEdges(tx, sourceId, secrets);
}

async function updateSecrets(
  context: BatchContext,
  changed: { secret: ReadSecret; id: string }[],
): Promise<void> {
  if (changed.length === 0) {
    return;
  }
  const { tx, fence, stream, generation, observedAt } = context;
  const { sourceId } = fence;
  const ids = changed.map(({ id }) => ({ id }));
  const before = await loadChanged(context, ids);
  const keysBefore = await loadKeys(context, ids);
  const rows = [];
  const keyRows = [];
  const keysRemoved = [];
  const holders: CertificateHolder[] = [];
  for (const { secret, id } of changed) {
    const row = before.get(id)!;
    const stored = keysBefore.get(id) ?? [];
    const changes = compareKeys(secret.keys, stored, {
      lastSeenAt: lastSeenAt(row, context),
      observedAt,
      sameClassifier: hasSameClassifier(row.stamp, secret),
    });
    rows.push(
      observedRow(secret, changes.keys, {
        sourceId,
        id,
        stream,
        generation,
        observedAt,
      }),
    );
    keyRows.push(...changes.keys.map(key => keyRow(key, sourceId, id)));
    for (const name of changes.removed) {
      keysRemoved.push({ source_id: sourceId, secret_id: id, name });
    }
    holders.push({
      id,
      keys: secret.keys,
      stored: stored.some(key => Number(key.holds_certificates) === 1),
    });
    noteChanges(context, { secret, id, row, changes });
    context.changedIds.add(id);
    context.touched.add(secret);
  }
  await updateRows(tx, 'secrets', ['source_id', 'id'], OBSERVED_COLUMNS, rows);
  await deleteRows(
    tx,
    'secret_keys',
    columnsOf('secret_keys', 'source_id', 'secret_id', 'name'),
    keysRemoved,
  );
  const sets = Object.keys(KEY_COLUMNS)
    .map(name => `"${name}" = excluded."${name}"`)
    .join(', ');
  await insertRows(
    tx,
    'secret_keys',
    KEY_COLUMNS,
    keyRows,
    `(source_id, secret_id, name) do update set ${sets}`,
  );
  await replaceCertificates(context, holders);
  await replaceSecretLabels(
    context,
    changed.map(({ secret }) => secret),
    { stored: true },
  );
  const stating = changed.filter(({ id }) => statesEdges(before.get(id)!));
  const refs = stating.map(({ secret }) => secret.ref);
  await deleteByRefs(tx, 'edges', sourceId, refs);
  await insertEdges(
    tx,
    sourceId,
    changed.map(({ secret }) => secret),
  );
}

function statesEdges({ detail }: ChangedRow): boolean {
  return (JSON.parse(detail) as SecretRowDetail).edges === true;
}

/** Replaces the labels of secrets; that of which one is a copy, or was, is another one then. */
async function replaceSecretLabels(
  context: BatchContext,
  secrets: ReadSecret[],
  { stored }: { stored: boolean },
): Promise<void> {
  const labelled = secrets.map(secret => ({
    ...secret,
    copyOf: copySourceOf(secret),
  }));
  const sources = labelled.flatMap(({ copyOf }) => copyOf ?? []);
  if (!context.blank) {
    const refs = secrets.map(({ ref }) => ref);
    sources.push(...(await copySourcesOf(context, refs)));
  }
  noteCopied(context, sources);
  await replaceLabels(context, labelled, { stored });
}

async function loadChanged(
  { tx, fence }: BatchContext,
  ids: { id: string }[],
): Promise<Map<string, ChangedRow>> {
  const bound = boundRows(tx, { id: 'text' }, ids);
  const rows = await selectRows<ChangedRow>(
    tx,
    `select s.id, s.uid, s.stamp, s.presence, s.secret_type, s.immutable, s.detail,
       s.attributes, s.last_seen
     from ${bound.sql} ${bound.join} secrets s on s.source_id = ? and s.id = x.id`,
    [...bound.bindings, fence.sourceId],
  );
  return new Map(rows.map(row => [row.id, row]));
}

async function loadKeys(
  { tx, fence }: BatchContext,
  ids: { id: string }[],
): Promise<Map<string, KeyRow[]>> {
  const bound = boundRows(tx, { id: 'text' }, ids);
  const rows = await selectRows<KeyRow>(
    tx,
    `select k.secret_id, k.name, k.weak, k.fingerprint, k.fingerprint_key_id,
       k.age_earliest, k.age_latest, k.age_basis,
       case when c.key is null then 0 else 1 end as holds_certificates
     from ${bound.sql} ${bound.join} secret_keys k on k.source_id = ? and k.secret_id = x.id
     left join key_certificates c on c.source_id = k.source_id and c.secret_id = k.secret_id
       and c.key = k.name`,
    [...bound.bindings, fence.sourceId],
  );
  const result = new Map<string, KeyRow[]>();
  for (const row of rows) {
    const keys = result.get(row.secret_id);
    if (keys) {
      keys.push(row);
    } else {
      result.set(row.secret_id, [row]);
    }
  }
  return result;
}

/** A row that a full sync found unchanged was not written, but seen. */
function lastSeenAt(
  row: ChangedRow,
  { seenAt }: BatchContext,
): string | undefined {
  if (row.presence === MISSING) {
    return undefined;
  }
  return row.presence === EXISTS && seenAt && seenAt > row.last_seen
    ? seenAt
    : row.last_seen;
}

function noteChanges(
  context: BatchContext,
  {
    secret,
    id,
    row,
    changes,
  }: {
    secret: ReadSecret;
    id: string;
    row: ChangedRow;
    changes: KeyChanges;
  },
): void {
  const note = (
    event: 'appeared' | 'recreated' | 'changed' | 'valueChanged',
    keys: string[] = [],
  ) =>
    context.history.push({
      secretId: id,
      at: context.observedAt,
      event,
      keys,
    });
  if (row.presence === MISSING) {
    context.accessIds.add(id);
    note('appeared');
    return;
  }
  const recreated =
    row.presence === GONE || Boolean(row.uid && secret.uid !== row.uid);
  const isOther = describesOther(secret, row);
  if (recreated || isOther) {
    context.accessIds.add(id);
  }
  if (recreated) {
    note('recreated');
  }
  if (changes.valueChanged.length > 0) {
    note('valueChanged', changes.valueChanged);
  }
  for (const event of ['added', 'removed'] as const) {
    if (changes[event].length > 0) {
      context.history.push({
        secretId: id,
        at: context.observedAt,
        event: event === 'added' ? 'keyAdded' : 'keyRemoved',
        keys: changes[event],
      });
    }
  }
  if (!recreated && isOther) {
    note('changed');
  }
}

/** Whether more than keys and managers' times differ. */
function describesOther(secret: ReadSecret, row: ChangedRow): boolean {
  const { labels, annotations, owners } = JSON.parse(row.detail);
  const now = detailOf(secret);
  return (
    row.secret_type !== secret.secretType ||
    row.attributes !== (secret.attributes ?? null) ||
    Boolean(row.immutable) !== Boolean(secret.immutable) ||
    JSON.stringify([labels, annotations, owners]) !==
      JSON.stringify([now.labels, now.annotations, now.owners])
  );
}
