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
import type { RiskyBinding } from '@keyward/kube-access';
import {
  type AnnotationObservation,
  formatObjectRef,
  formatResourceRef,
} from '@keyward/observation';
import type { Knex } from 'knex';
import { replaceLabels } from '../../ingest/inventory/labels';
import { NEW_COLUMNS, searchTextOf } from '../../ingest/inventory/secretRows';
import { enqueueAnalyses } from '../../store/analyses/analyses';
import { KUBERNETES, RESOURCE } from '../../store/common/presence';
import {
  insertRows,
  isAnyOf,
  selectRows,
  storableJson,
  updateRows,
} from '../../store/common/rows';
import type { SourceFence } from '../../store/sources/SourceFence';
import { describeSubject } from '../describeSubject';

const KIND = 'binding';
const API_GROUP = 'rbac.authorization.k8s.io';
const AT_A_TIME = 1000;
const SHOWN_SUBJECTS = 10;
const NO_DELIVERER = { kind: 'unknown', basis: 'type' } as const;

const CHANGED_COLUMNS = {
  source_id: 'text',
  id: 'text',
  presence: 'integer',
  detail: 'text',
  attributes: 'text',
  last_seen: 'text',
  gone_at: 'text',
} as const;

interface BindingRow {
  id: string;
  ref: string;
  presence: number;
  detail: string;
  attributes: string | null;
}

interface Marks {
  labels: Record<string, string>;
  annotations: AnnotationObservation[];
}

/** What changed by {@link saveBindings}. */
export interface SavedBindings {
  secretIds: string[];
  namespaces: string[];
}

/**
 * Keeps a row for each binding with which something is wrong, among the resources
 * (docs/adr/0005-resources.md), and has those analysed that came, changed or went.
 *
 * @param options.isKept - whether a binding that is not among the risky ones stays as
 *   it was, as too little is known
 */
export async function saveBindings(
  tx: Knex.Transaction,
  fence: SourceFence,
  options: {
    risky: RiskyBinding[];
    isKept: (ref: string) => boolean;
    now: string;
  },
): Promise<SavedBindings> {
  const { sourceId } = fence;
  const { isKept, now } = options;
  const stored = await loadBindings(tx, sourceId);
  const byRef = new Map(
    options.risky.map(binding => [refOfBinding(sourceId, binding), binding]),
  );
  const marks = await loadMarks(tx, sourceId, [...byRef.values()]);
  const inserts = [];
  const updates = [];
  const labelled = [];
  const namespaces = new Set<string>();
  for (const [ref, binding] of byRef) {
    const row = stored.get(ref);
    const { labels, annotations } = marks.get(ref) ?? {
      labels: {},
      annotations: [],
    };
    const detail = storableJson({
      labels,
      annotations,
      owners: [],
      managers: [],
    });
    const attributes = storableJson(attributesOf(binding));
    if (
      row &&
      Number(row.presence) === RESOURCE &&
      row.detail === detail &&
      row.attributes === attributes
    ) {
      continue;
    }
    const namespace = binding.namespace ?? '';
    const name = `${binding.kind}/${binding.name}`;
    namespaces.add(namespace);
    labelled.push({ ref, labels, annotations });
    const columns = {
      source_id: sourceId,
      id: row?.id ?? randomUUID(),
      presence: RESOURCE,
      detail,
      attributes,
      last_seen: now,
      gone_at: null,
    };
    if (row) {
      updates.push(columns);
    } else {
      inserts.push({
        ...columns,
        ...newColumns(binding.kind, now),
        ref,
        namespace,
        name,
        search: searchTextOf({ namespace, name, keys: [] }),
      });
    }
  }
  for (const [ref, row] of stored) {
    if (Number(row.presence) === RESOURCE && !byRef.has(ref) && !isKept(ref)) {
      labelled.push({ ref, labels: {}, annotations: [] });
      updates.push({
        source_id: sourceId,
        id: row.id,
        presence: 0,
        detail: row.detail,
        attributes: row.attributes,
        last_seen: now,
        gone_at: now,
      });
    }
  }
  await insertRows(tx, 'secrets', NEW_COLUMNS, inserts);
  await updateRows(
    tx,
    'secrets',
    ['source_id', 'id'],
    CHANGED_COLUMNS,
    updates,
  );
  await replaceLabels({ tx, fence }, labelled, { stored: true });
  const secretIds = [...inserts, ...updates].map(({ id }) => id);
  await enqueueAnalyses(
    tx,
    secretIds.map(secretId => ({ sourceId, secretId, dueAt: now })),
  );
  return { secretIds, namespaces: [...namespaces] };
}

/** Names a binding among all resources. */
export function refOfBinding(
  sourceId: string,
  { kind, namespace, name }: Pick<RiskyBinding, 'kind' | 'namespace' | 'name'>,
): string {
  return formatResourceRef(KIND, sourceId, namespace ?? '-', kind, name);
}

function attributesOf({ role, subjects, risks }: RiskyBinding) {
  return {
    role,
    subjects: subjects.slice(0, SHOWN_SUBJECTS).map(subject => {
      const { kind, namespace, name } = describeSubject(subject);
      return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
    }),
    subjectCount: subjects.length,
    risks: risks.map(({ severity, kind }) => `${severity} ${kind}`),
  };
}

/** Of what is asked of every secret, and says nothing of a binding. */
function newColumns(kind: string, now: string) {
  return {
    system: KUBERNETES,
    resource_kind: KIND,
    secret_type: kind,
    class: 'other',
    taken: 'metadata',
    key_count: 0,
    key_names: '[]',
    own_deliverer: JSON.stringify(NO_DELIVERER),
    deliverer: JSON.stringify(NO_DELIVERER),
    deliverer_kind: NO_DELIVERER.kind,
    delivery_failed: false,
    consumer_count: 0,
    consumers: '[]',
    urgency: 0,
    age_basis: 'unknown',
    age_sort: '',
    first_seen: now,
  };
}

async function loadBindings(
  tx: Knex,
  sourceId: string,
): Promise<Map<string, BindingRow>> {
  const rows: BindingRow[] = await tx('secrets')
    .where({ source_id: sourceId, resource_kind: KIND })
    .select('id', 'ref', 'presence', 'detail', 'attributes');
  return new Map(rows.map(row => [row.ref, row]));
}

/** What bindings say of themselves: whose they are. */
async function loadMarks(
  tx: Knex,
  sourceId: string,
  bindings: RiskyBinding[],
): Promise<Map<string, Marks>> {
  const result = new Map<string, Marks>();
  const refs = new Map(
    bindings.map(binding => [
      formatObjectRef({ sourceId, apiGroup: API_GROUP, ...binding }),
      refOfBinding(sourceId, binding),
    ]),
  );
  const all = [...refs.keys()];
  for (let from = 0; from < all.length; from += AT_A_TIME) {
    const wanted = isAnyOf(tx, 'ref', all.slice(from, from + AT_A_TIME));
    const rows = await selectRows<{
      ref: string;
      labels: string;
      annotations: string;
    }>(
      tx,
      `select ref, labels, annotations from objects where source_id = ? and ${wanted.sql}`,
      [sourceId, ...wanted.bindings],
    );
    for (const { ref, labels, annotations } of rows) {
      result.set(refs.get(ref)!, {
        labels: JSON.parse(labels),
        annotations: JSON.parse(annotations),
      });
    }
  }
  return result;
}
