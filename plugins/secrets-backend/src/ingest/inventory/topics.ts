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
  operatedGroupsOf,
  readNamespaceOf,
  secretSelectionsOf,
  soughtReferencesOf,
  storeRefOf,
  type Whereabouts,
} from '@keyward/kube-model';
import type {
  ObjectObservation,
  ReferenceObservation,
} from '@keyward/observation';
import { isIndexable } from '../../store/common/rows';
import { TOPICS } from '../../store/common/presence';
import type { SecretName } from './context';

/** After all other references of an object. */
export const FIRST_TOPIC = 3_000_000;

/** How a topic is meant, in place of how a reference is taken. */
export const ASKS = 'asks';
export const TELLS = 'tells';
/** What topics about pods begin with. */
export const PODS = 'pods:';
/** Asked for where the namespace is told by a store. */
const ANY_SECRETS = 'secrets';

/** What says where else something is. */
export type Described = Pick<ObjectObservation, 'ref' | 'namespace' | 'detail'>;

/** A row of `object_references` by an object and its place. */
export interface PlacedReference extends Omit<ReferenceObservation, 'how'> {
  objectRef: string;
  position: number;
  how: string;
}

/**
 * What objects ask others for and tell others, which is kept beside their
 * references so that either side finds the other when it changes.
 */
export function topicsOf(
  object: Described,
  sourceId: string,
): PlacedReference[] {
  const asked = [
    ...soughtReferencesOf(object).flatMap(
      ({ where }) => topicOf(where, object, sourceId) ?? [],
    ),
    ...secretSelectionsOf(object).flatMap(({ namespace, storeRef }) =>
      storeRef
        ? [
            ANY_SECRETS,
            storeTopic(storeRefOf(storeRef, placeOf(object, sourceId))),
          ]
        : secretsTopic(namespace ?? object.namespace ?? ''),
    ),
  ];
  const rows = [
    ...[...new Set(asked)].map(name => ({ name, how: ASKS })),
    ...toldBy(object).map(name => ({ name, how: TELLS })),
    // What has a longer name is nowhere.
  ].filter(({ name }) => isIndexable(name));
  return rows.map((row, index) => ({
    ...row,
    objectRef: object.ref,
    position: FIRST_TOPIC + index,
    namespace: TOPICS,
    optional: true,
  }));
}

/** The topics of Secrets in some namespaces, for those who choose some by labels. */
export function topicsOfSecrets(names: SecretName[]): string[] {
  const namespaces = new Set(names.map(({ namespace }) => namespace));
  return namespaces.size === 0
    ? []
    : [ANY_SECRETS, ...[...namespaces].map(secretsTopic)];
}

/** The topics of what was stored that tells something. */
export function topicsAmong(
  names: (SecretName & { how?: string })[],
): string[] {
  return names
    .filter(({ namespace }) => namespace === TOPICS)
    .map(({ name }) => name);
}

/** What of it answers a question of others. */
export function toldBy(object: Described): string[] {
  return [
    ...operatedGroupsOf(object).map(({ group }) => operatorTopic(group)),
    ...(readNamespaceOf(object) === undefined ? [] : [storeTopic(object.ref)]),
  ];
}

/** What an object asks for to know where something is. */
export function topicOf(
  where: Whereabouts,
  object: Described,
  sourceId: string,
): string | undefined {
  if (typeof where === 'string') {
    return undefined;
  }
  if ('operatorOf' in where) {
    return operatorTopic(where.operatorOf);
  }
  if ('podsWith' in where) {
    return `${PODS}${firstLabel(where.podsWith).join('=')}`;
  }
  return storeTopic(
    storeRefOf(where.storeRef, { sourceId, namespace: object.namespace }),
  );
}

/** What the operator of a group of kinds tells. */
export function operatorTopic(group: string): string {
  return `operator:${group}`;
}

function secretsTopic(namespace: string): string {
  return `secrets:${namespace}`;
}

/** Where an object stands. */
export function placeOf({ namespace }: Described, sourceId: string) {
  return { namespace, sourceId };
}

/** What a store tells. */
export function storeTopic(ref: string): string {
  return `store:${ref}`;
}

/** By which pods are looked for that have all of some labels. */
export function firstLabel(labels: Record<string, string>): [string, string] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))[0];
}
