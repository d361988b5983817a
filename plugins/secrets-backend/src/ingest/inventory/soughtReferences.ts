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
  type LabelledSecret,
  namespaceOfSelection,
  type OperatedGroup,
  operatedGroupsOf,
  PodPlaces,
  readNamespaceOf,
  resolveSought,
  secretSelectionsOf,
  soughtReferencesOf,
  type SoughtReference,
  storeRefOf,
  type WhereaboutsLookup,
} from '@keyward/kube-model';
import {
  boundRows,
  boundTexts,
  selectRows,
  unsought,
} from '../../store/common/rows';
import { EXISTS, TOPICS } from '../../store/common/presence';
import { groupBy } from '../../store/common/groups';
import { keyOf, type BatchContext, type SecretName } from './context';
import {
  ASKS,
  TELLS,
  PODS,
  operatorTopic,
  placeOf,
  storeTopic,
  firstLabel,
  toldBy,
  topicOf,
  FIRST_TOPIC,
  type Described,
  type PlacedReference,
} from './topics';

/** After those that an object has by what it mounts. */
export const FIRST_SOUGHT = 2_000_000;
/** What of an object decides about references of other objects, or its own by way of them. */
export function whereaboutsOf(object: Described): unknown[] {
  return [
    soughtReferencesOf(object),
    secretSelectionsOf(object),
    operatedGroupsOf(object),
    readNamespaceOf(object),
  ].filter(each => each !== undefined && (each as unknown[]).length !== 0);
}

/**
 * What a batch changes of the references of which other objects tell the
 * namespace: those of its own objects, whose rows are not stored any more, and of
 * all that ask for what its objects tell, whose rows it deletes if they differ.
 *
 * @param told - the topics that objects of the batch told before it
 * @param pods - whether pods, or templates of pods, may be others than before
 * @returns what to insert
 */
export async function findSoughtReferences(
  context: BatchContext,
  batch: { objects: Described[]; told: string[]; pods: boolean },
): Promise<PlacedReference[]> {
  const { sourceId } = context.fence;
  const own = batch.objects.filter(
    object =>
      soughtReferencesOf(object).length + secretSelectionsOf(object).length > 0,
  );
  const isOwn = new Set(batch.objects.map(({ ref }) => ref));
  const topics = [
    ...new Set([...batch.told, ...batch.objects.flatMap(toldBy)]),
  ];
  const others = (await findAsking(context, topics, batch.pods)).filter(
    ({ ref }) => !isOwn.has(ref),
  );
  if (own.length + others.length === 0) {
    return [];
  }
  const lookup = await loadWhereabouts(context, [...own, ...others]);
  const resolve = (object: Described) =>
    resolveSought(object, sourceId, lookup).map(
      (reference, index): PlacedReference => ({
        ...reference,
        objectRef: object.ref,
        position: FIRST_SOUGHT + index,
      }),
    );
  const changed = await replaceStored(context, others, resolve);
  return [...own.flatMap(resolve), ...changed];
}

async function findAsking(
  { tx, fence }: BatchContext,
  topics: string[],
  pods: boolean,
): Promise<Described[]> {
  if (topics.length === 0 && !pods) {
    return [];
  }
  const bound = boundTexts(tx, 'name', topics);
  const joined = `objects o on o.source_id = r.source_id and o.ref = r.object_ref`;
  const of = `r.source_id = ? and r.namespace = '${TOPICS}' and r.how = '${ASKS}'`;
  const rows: { ref: string; namespace: string | null; detail: string }[] = [];
  if (topics.length > 0) {
    rows.push(
      ...(await selectRows<(typeof rows)[number]>(
        tx,
        `select o.ref, o.namespace, o.detail from ${bound.sql}
         ${bound.join} object_references r on ${of} and r.name = x.name
         join ${joined}`,
        [...bound.bindings, fence.sourceId],
      )),
    );
  }
  if (pods) {
    rows.push(
      ...(await selectRows<(typeof rows)[number]>(
        tx,
        // All that begin with it: what follows ':' is ';'.
        `select o.ref, o.namespace, o.detail from object_references r
         join ${joined}
         where ${of} and r.name >= '${PODS}' and r.name < 'pods;'`,
        [fence.sourceId],
      )),
    );
  }
  return [...new Map(rows.map(row => [row.ref, row])).values()].map(row => ({
    ref: row.ref,
    ...(row.namespace === null ? {} : { namespace: row.namespace }),
    detail: JSON.parse(row.detail),
  }));
}

/** Deletes what is stored of objects of which it is not so any more, and returns what is so. */
async function replaceStored(
  { tx, fence, touched }: BatchContext,
  objects: Described[],
  resolve: (object: Described) => PlacedReference[],
): Promise<PlacedReference[]> {
  if (objects.length === 0) {
    return [];
  }
  const bound = boundTexts(
    tx,
    'ref',
    objects.map(({ ref }) => ref),
  );
  const rows = await selectRows<
    SecretName & { object_ref: string; optional: boolean | number }
  >(
    tx,
    `select r.object_ref, r.namespace, r.name, r.optional from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.object_ref = x.ref
       and r.position >= ${FIRST_SOUGHT} and r.position < ${FIRST_TOPIC}
     order by r.object_ref, r.position`,
    [...bound.bindings, fence.sourceId],
  );
  const stored = groupBy(rows, row => row.object_ref);
  const identity = (list: (SecretName & { optional?: unknown })[]) =>
    JSON.stringify(list.map(each => [keyOf(each), Boolean(each.optional)]));
  const changed = objects
    .map(object => ({ ref: object.ref, references: resolve(object) }))
    .filter(
      ({ ref, references }) =>
        identity(references) !== identity(stored.get(ref) ?? []),
    );
  if (changed.length === 0) {
    return [];
  }
  touched.addAll(changed.flatMap(({ ref }) => stored.get(ref) ?? []));
  const gone = boundTexts(
    tx,
    'ref',
    changed.map(({ ref }) => ref),
  );
  await tx.raw(
    `delete from object_references where source_id = ?
       and position >= ${FIRST_SOUGHT} and position < ${FIRST_TOPIC}
       and object_ref in (select ref from ${gone.sql})`,
    [fence.sourceId, ...gone.bindings],
  );
  return changed.flatMap(({ references }) => references);
}

/** What is known of the places that some objects ask for. */
async function loadWhereabouts(
  context: BatchContext,
  objects: Described[],
): Promise<WhereaboutsLookup> {
  const { sourceId } = context.fence;
  const wheres = objects.flatMap(object =>
    soughtReferencesOf(object).map(({ where }) => ({ where, object })),
  );
  const selections = objects.flatMap(object =>
    secretSelectionsOf(object).map(selection => ({
      selection,
      place: placeOf(object, sourceId),
    })),
  );
  const telling = await loadTelling(context, [
    ...wheres.flatMap(({ where, object }) =>
      isOfPods(where) ? [] : topicOf(where, object, sourceId) ?? [],
    ),
    ...selections.flatMap(({ selection: { storeRef }, place }) =>
      storeRef ? storeTopic(storeRefOf(storeRef, place)) : [],
    ),
  ]);
  const pods = await loadPods(
    context,
    wheres.flatMap(({ where }) => (isOfPods(where) ? [where.podsWith] : [])),
  );
  const toldOf = (topic: string) => telling.get(topic) ?? [];
  const namespaceOfStore = (ref: string) =>
    toldOf(storeTopic(ref)).map(readNamespaceOf).find(Boolean);
  const secrets = await loadSecretLabels(
    context,
    selections.flatMap(
      ({ selection, place }) =>
        namespaceOfSelection(selection, place, { namespaceOfStore }) ?? [],
    ),
  );
  return {
    namespaceOfStore,
    secretsIn: namespace => secrets.get(namespace) ?? [],
    operatorsOf: group =>
      toldOf(operatorTopic(group)).flatMap((object): OperatedGroup[] =>
        operatedGroupsOf(object).filter(each => each.group === group),
      ),
    namespacesOfPods: labels => pods.namespacesWith(labels),
  };
}

function isOfPods(
  where: SoughtReference['where'],
): where is { podsWith: Record<string, string> } {
  return typeof where !== 'string' && 'podsWith' in where;
}

/** The objects that tell of some topics. */
async function loadTelling(
  { tx, fence }: BatchContext,
  topics: string[],
): Promise<Map<string, Pick<Described, 'detail'>[]>> {
  if (topics.length === 0) {
    return new Map();
  }
  const bound = boundTexts(tx, 'name', [...new Set(topics)]);
  const rows = await selectRows<{ name: string; detail: string }>(
    tx,
    `select r.name, o.detail from ${bound.sql}
     ${bound.join} object_references r on r.source_id = ? and r.namespace = '${TOPICS}'
       and r.name = x.name and r.how = '${TELLS}'
     join objects o on o.source_id = r.source_id and o.ref = r.object_ref
     order by o.ref`,
    [...bound.bindings, fence.sourceId],
  );
  const told = rows.map(({ name, detail }) => ({
    name,
    detail: JSON.parse(detail),
  }));
  return groupBy(told, ({ name }) => name);
}

/** The Secrets of some namespaces with their labels. */
async function loadSecretLabels(
  { tx, fence }: BatchContext,
  namespaces: string[],
): Promise<Map<string, LabelledSecret[]>> {
  if (namespaces.length === 0) {
    return new Map();
  }
  const bound = boundTexts(tx, 'namespace', [...new Set(namespaces)]);
  const rows = await selectRows<SecretName & { detail: string }>(
    tx,
    `select s.namespace, s.name, s.detail from ${bound.sql}
     ${bound.join} secrets s on s.source_id = ? and s.namespace = x.namespace
       and s.presence = ${EXISTS} and s.stream is not null
     order by s.namespace, s.name`,
    [...bound.bindings, fence.sourceId],
  );
  const secrets = rows.map(({ namespace, name, detail }) => {
    const { labels, otherLabels } = JSON.parse(detail);
    return { namespace, name, labels, otherLabels };
  });
  return groupBy(secrets, ({ namespace }) => namespace);
}

/** Pods and templates of pods with the first of some labels, each once: they may have thousands. */
async function loadPods(
  { tx, fence }: BatchContext,
  wanted: Record<string, string>[],
): Promise<PodPlaces> {
  const places = new PodPlaces();
  if (wanted.length === 0) {
    return places;
  }
  const first = new Map(
    wanted
      .map(firstLabel)
      .map(([key, value]) => [`${key}=${value}`, { key, value }]),
  );
  const bound = boundRows(tx, { key: 'text', value: 'text' }, [
    ...first.values(),
  ]);
  const rows = await selectRows<{
    namespace: string;
    kind: string;
    labels: string;
    pod_labels: string;
  }>(
    tx,
    `select o.namespace, o.kind, o.labels, o.pod_labels from objects o
     where o.source_id = ? and o.namespace is not null and o.ref in (
       select l.ref from ${bound.sql}
       ${bound.join} labels l on l.key = x.key and l.value = x.value
         and ${unsought('l.source_id')} = ?)
     order by o.ref`,
    [fence.sourceId, ...bound.bindings, fence.sourceId],
  );
  const keys = new Set(wanted.flatMap(labels => Object.keys(labels)));
  for (const { namespace, kind, ...row } of rows) {
    const labels: Record<string, string> = JSON.parse(
      kind === 'Pod' ? row.labels : row.pod_labels,
    );
    places.add({
      namespace,
      labels: Object.fromEntries(
        Object.entries(labels).filter(([key]) => keys.has(key)),
      ),
    });
  }
  return places;
}
