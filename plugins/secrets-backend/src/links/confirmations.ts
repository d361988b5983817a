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

import { parseEntityRef } from '@backstage/catalog-model';
import {
  ANNOTATION_ENTITY,
  ANNOTATION_OWNER,
} from '@keyward/backstage-plugin-secrets-common';
import { readEntityRef } from '../catalog';
import {
  formatLocation,
  matchesLocation,
  parseLocation,
} from '@keyward/observation';
import { KUBERNETES } from '../store/common/presence';
import type { LinkableSecret, StoredObject } from '../store/inventory';
import type { AccessConfig, OwnerScope } from '../permissions';
import type { EntityClaims } from './EntityClaims';

/** What a Namespace, a workload or a Secret says of whom it belongs to. */
export interface Marks {
  entityRef?: string;
  ownerRef?: string;
}

/** Reads the marks, which may stand in an annotation or, for short refs, in a label. */
export function marksOf(
  object: Pick<StoredObject | LinkableSecret, 'labels' | 'annotations'>,
): Marks {
  const textOf = (key: string) =>
    object.annotations.find(annotation => annotation.key === key)?.value ??
    (Object.hasOwn(object.labels, key) ? object.labels[key] : undefined);
  return {
    entityRef: readEntityMark(textOf(ANNOTATION_ENTITY)),
    ownerRef: readRef(textOf(ANNOTATION_OWNER), 'group'),
  };
}

/** The ref that a mark of an entity means, if it is one. */
export function readEntityMark(text: string | undefined): string | undefined {
  return readRef(text, 'component');
}

/** The ways to write an entity's ref in a mark. */
export function spellingsOf(entityRef: string): string[] {
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const spellings = [entityRef];
  if (namespace === 'default') {
    spellings.push(`${kind}:${name}`);
  }
  if (kind === 'component') {
    spellings.push(`${namespace}/${name}`);
    if (namespace === 'default') {
      spellings.push(name);
    }
  }
  return spellings;
}

/** Whether marks name an entity or one of its owners. One that is held must be named by an owner. */
export function agrees(marks: Marks | undefined, claims: EntityClaims) {
  return (
    marks !== undefined &&
    ((marks.entityRef === claims.entityRef && !claims.held) ||
      (marks.ownerRef !== undefined &&
        claims.ownerRefs.includes(marks.ownerRef)))
  );
}

/** Whether an administrator gives a place in a source to one of an entity's owners. */
export function isInScope(
  { scopes }: Pick<AccessConfig, 'scopes'>,
  claims: EntityClaims,
  source: { id: string; title: string },
  place: { system: string; namespace: string; name?: string },
): boolean {
  return scopes.some(
    scope =>
      claims.ownerRefs.includes(scope.ownerRef) &&
      (scope.cluster === undefined || isSource(source, scope.cluster)) &&
      (place.system === KUBERNETES
        ? givesNamespace(scope, place.namespace)
        : givesPath(scope, source, place)),
  );
}

/** One that only gives paths is no word about any cluster. */
function givesNamespace(
  { cluster, namespaces }: OwnerScope,
  namespace: string,
): boolean {
  return namespaces === undefined
    ? cluster !== undefined
    : namespaces.includes(namespace);
}

function givesPath(
  { paths = [] }: OwnerScope,
  { id }: { id: string },
  place: { system: string; namespace: string; name?: string },
): boolean {
  const full = formatLocation([
    ...parseLocation(place.namespace),
    ...(place.name === undefined ? [] : [place.name]),
  ]);
  return paths.some(
    ({ source, path }) =>
      (source === undefined ||
        (source.system === place.system && source.id === id)) &&
      path !== '' &&
      matchesLocation(full, `${path}/**`),
  );
}

/** Whether a text names a source, by its id or by the name of the cluster. */
export function isSource(
  source: { id: string; title: string },
  text: string,
): boolean {
  return source.id === text || source.title === text;
}

function readRef(
  text: string | undefined,
  defaultKind: string,
): string | undefined {
  if (!text) {
    return undefined;
  }
  try {
    return readEntityRef(text.trim(), { place: 'mark', defaultKind });
  } catch {
    return undefined;
  }
}
