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

import { formatObjectRef } from '@keyward/observation';
import { type SecretFacts } from '@keyward/findings';
import {
  type KnownKind,
  knownSystems,
  type KnownSystems,
  type ReleaseRecords,
} from '@keyward/kube-model/systems';
import type { Knex } from 'knex';
import { boundRows, selectRows } from '../store/common/rows';
import { EXISTS } from '../store/common/presence';

type Delivered = Pick<
  SecretFacts,
  'id' | 'ref' | 'sourceId' | 'namespace' | 'name' | 'exists' | 'deliverer'
>;

/** The kinds whose objects leave their secrets behind, by the kind of deliverer that a secret names. */
type Kinds = ReadonlyMap<string, KnownKind>;

interface StreamRow {
  source_id: string;
  stream: string;
}

/**
 * Whether what made some secrets of one source is not there any more, by id of
 * the secret; those of which it cannot be told are left out. It can where the
 * secret names its maker by a mark of that maker (an owner that goes takes its
 * secrets along), and where all objects of that kind were listed.
 *
 * Argo CD and Flux may run in another cluster: their objects are looked for in
 * all sources, and missed only where the secret's own source has some. Tools
 * as Helm keep the records of their releases in Secrets or in ConfigMaps, or
 * elsewhere: one is missed only where others are kept in Secrets.
 */
export async function findAbsentDeliverers(
  knex: Knex,
  sourceId: string,
  secrets: Delivered[],
  systems: KnownSystems = knownSystems,
): Promise<Map<string, boolean>> {
  const kinds: Kinds = new Map(
    [...systems.delivererKinds].filter(([, each]) => each.deliverer?.absence),
  );
  const marked = secrets.filter(
    ({ exists, deliverer }) =>
      exists &&
      (deliverer.basis === 'label' || deliverer.basis === 'annotation') &&
      (kinds.has(deliverer.kind) || recordsOf(deliverer, systems)),
  );
  const result = new Map<string, boolean>();
  if (marked.length === 0) {
    return result;
  }
  const streams = await loadStreams(knex, kinds, systems);
  const present = new Set([
    ...(await findDelivered(knex, sourceId, marked, kinds)),
    ...(await findNamed(knex, marked, streams, kinds)),
    ...(await findApplied(knex, marked, streams, kinds)),
  ]);
  const releases = await findAllReleases(knex, sourceId, marked, systems);
  for (const secret of marked) {
    const { kind, namespace = '', name } = secret.deliverer;
    const records = recordsOf(secret.deliverer, systems);
    if (records) {
      const known = releases.get(records);
      if (known && isFollowed(streams, sourceId, records.streams, namespace)) {
        result.set(secret.id, !known.has(`${namespace}/${name}`));
      }
    } else if (present.has(secret.id)) {
      result.set(secret.id, false);
    } else if (
      streamsOf(streams, kinds.get(kind)!, namespace || undefined).some(
        stream => stream.source_id === sourceId,
      )
    ) {
      result.set(secret.id, true);
    }
  }
  return result;
}

/**
 * The records of the tool of a release that made a secret. Only the tool's own
 * annotation tells: the labels of charts stay on what is rendered without it.
 */
function recordsOf(
  { kind, basis, name, namespace }: Delivered['deliverer'],
  { records }: KnownSystems,
): ReleaseRecords | undefined {
  return basis === 'annotation' && name !== undefined && namespace !== undefined
    ? records.find(({ deliverer }) => deliverer === kind)
    : undefined;
}

async function loadStreams(
  knex: Knex,
  kinds: Kinds,
  { records }: KnownSystems,
): Promise<StreamRow[]> {
  return await knex('streams')
    .whereNotNull('completed_at')
    .where(where => {
      for (const { group } of kinds.values()) {
        where.orWhere('stream', 'like', `${group}/%`);
      }
      for (const stream of records.flatMap(({ streams }) => streams)) {
        where.orWhere('stream', 'like', `${stream}%`);
      }
    })
    .select('source_id', 'stream');
}

/** The streams that hold all of a kind in some namespace, or in any. */
function streamsOf(
  streams: StreamRow[],
  kind: KnownKind,
  namespace: string | undefined,
): StreamRow[] {
  return streams.filter(({ stream }) => {
    const [resource, place] = stream.split('@');
    const [group, , name] = resource.split('/');
    return (
      group === kind.group &&
      name === kind.resource &&
      (place === undefined || place === namespace)
    );
  });
}

function isFollowed(
  streams: StreamRow[],
  sourceId: string,
  names: readonly string[],
  namespace: string,
): boolean {
  return streams.some(
    ({ source_id, stream }) =>
      source_id === sourceId &&
      names.some(name => stream === name || stream === `${name}@${namespace}`),
  );
}

/** Those that an object of their deliverer's kind says that it makes. */
async function findDelivered(
  knex: Knex,
  sourceId: string,
  secrets: Delivered[],
  kinds: Kinds,
): Promise<string[]> {
  const wanted = boundRows(
    knex,
    { id: 'text', ref: 'text', api_group: 'text', kind: 'text' },
    secrets.map(({ id, ref, deliverer }) => ({
      id,
      ref,
      api_group: kinds.get(deliverer.kind)?.group ?? '',
      kind: kinds.get(deliverer.kind)?.kind ?? '',
    })),
  );
  const rows = await selectRows<{ id: string }>(
    knex,
    `select distinct x.id from ${wanted.sql}
     ${wanted.join} edges e on e.source_id = ? and e.to_ref = x.ref
     join objects o on o.source_id = e.source_id and o.ref = e.via_ref
       and o.api_group = x.api_group and o.kind = x.kind`,
    [...wanted.bindings, sourceId],
  );
  return rows.map(({ id }) => id);
}

/** Those whose deliverer is there under its namespace and name, in whatever source. */
async function findNamed(
  knex: Knex,
  secrets: Delivered[],
  streams: StreamRow[],
  kinds: Kinds,
): Promise<string[]> {
  const refs = secrets.flatMap(({ id, deliverer }) => {
    const kind = kinds.get(deliverer.kind);
    const { namespace, name } = deliverer;
    if (!kind || namespace === undefined || name === undefined) {
      return [];
    }
    return streamsOf(streams, kind, namespace).map(({ source_id }) => ({
      id,
      source_id,
      ref: formatObjectRef({
        sourceId: source_id,
        apiGroup: kind.group,
        kind: kind.kind,
        namespace,
        name,
      }),
    }));
  });
  if (refs.length === 0) {
    return [];
  }
  const wanted = boundRows(
    knex,
    { id: 'text', source_id: 'text', ref: 'text' },
    refs,
  );
  const rows = await selectRows<{ id: string }>(
    knex,
    `select distinct x.id from ${wanted.sql}
     ${wanted.join} objects o on o.source_id = x.source_id and o.ref = x.ref`,
    wanted.bindings,
  );
  return rows.map(({ id }) => id);
}

/** Those whose deliverer is there under the name that they carry, in whatever namespace and source. */
async function findApplied(
  knex: Knex,
  secrets: Delivered[],
  streams: StreamRow[],
  kinds: Kinds,
): Promise<string[]> {
  const present: string[] = [];
  for (const [name, kind] of kinds) {
    const tracked = secrets.filter(({ deliverer }) => deliverer.kind === name);
    if (kind.deliverer?.absence !== 'by-name' || tracked.length === 0) {
      continue;
    }
    for (const { source_id, stream } of streamsOf(streams, kind, undefined)) {
      const wanted = boundRows(
        knex,
        { id: 'text', name: 'text' },
        tracked.map(({ id, deliverer }) => ({
          id,
          name: deliverer.name ?? '',
        })),
      );
      const rows = await selectRows<{ id: string }>(
        knex,
        // An object outside of its tool's namespace may be tracked as `namespace_name`.
        `select distinct x.id from ${wanted.sql}
         ${wanted.join} objects o on o.source_id = ? and o.stream = ?
           and (o.name = x.name or o.namespace || '_' || o.name = x.name)`,
        [...wanted.bindings, source_id, stream],
      );
      present.push(...rows.map(({ id }) => id));
    }
  }
  return present;
}

/** The releases of each tool in the namespaces of what it made, of tools that keep them in Secrets. */
async function findAllReleases(
  knex: Knex,
  sourceId: string,
  marked: Delivered[],
  systems: KnownSystems,
): Promise<Map<ReleaseRecords, Set<string>>> {
  const all = new Map<ReleaseRecords, Set<string>>();
  for (const records of systems.records) {
    const made = marked.filter(
      ({ deliverer }) => recordsOf(deliverer, systems) === records,
    );
    const releases = await findReleases(knex, sourceId, made, records);
    if (releases) {
      all.set(records, releases);
    }
  }
  return all;
}

/** The releases in some namespaces, as `namespace/name`; undefined where none is kept in Secrets. */
async function findReleases(
  knex: Knex,
  sourceId: string,
  secrets: Delivered[],
  { secretType, prefix, releaseOf }: ReleaseRecords,
): Promise<Set<string> | undefined> {
  if (secrets.length === 0) {
    return undefined;
  }
  const kept = knex('secrets').where({
    source_id: sourceId,
    secret_type: secretType,
    presence: EXISTS,
  });
  if (!(await kept.clone().first('id'))) {
    return undefined;
  }
  const namespaces = [
    ...new Set(secrets.map(({ deliverer }) => deliverer.namespace!)),
  ];
  const rows: { namespace: string; name: string }[] = [
    ...(await kept
      .clone()
      .whereIn('namespace', namespaces)
      .select('namespace', 'name')),
    ...(await knex('objects')
      .where({ source_id: sourceId, api_group: '', kind: 'ConfigMap' })
      .whereIn('namespace', namespaces)
      .where('stream', 'like', 'v1/configmaps%')
      .where('name', 'like', `${prefix}%`)
      .select('namespace', 'name')),
  ];
  return new Set(
    rows.map(({ namespace, name }) => `${namespace}/${releaseOf(name) ?? ''}`),
  );
}
