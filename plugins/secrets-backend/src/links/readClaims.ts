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

import { RELATION_PART_OF, type Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_NAMESPACES,
  ANNOTATION_SECRETS,
} from '@keyward/backstage-plugin-secrets-common';
import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import { formatLocationPattern, parseSecretRef } from '@keyward/observation';
import type { EntityClaims, NamedNamespace, NamedSecret } from './EntityClaims';
import { originOf } from './origins';
import { parseSelector } from './parseSelector';

/** As plugin-kubernetes reads them. */
export const ANNOTATION_KUBERNETES_ID = 'backstage.io/kubernetes-id';
export const ANNOTATION_KUBERNETES_SELECTOR =
  'backstage.io/kubernetes-label-selector';
export const ANNOTATION_KUBERNETES_NAMESPACE =
  'backstage.io/kubernetes-namespace';
export const ANNOTATION_KUBERNETES_CLUSTER = 'backstage.io/kubernetes-cluster';

/** An entity with any of these names secrets; a cluster alone names none. */
export const CLAIMING_ANNOTATIONS = [
  ANNOTATION_KUBERNETES_ID,
  ANNOTATION_KUBERNETES_SELECTOR,
  ANNOTATION_KUBERNETES_NAMESPACE,
  ANNOTATION_NAMESPACES,
  ANNOTATION_SECRETS,
];

const MOST_SECRETS = 500;
const MOST_NAMESPACES = 100;
const LONGEST_ITEM = 600;
/** A label's value in Kubernetes. */
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * What an entity claims. Its annotations are written by anybody, hence of any shape and length.
 *
 * @param namings - how entities name secrets of some systems beside
 */
export function readClaims(
  entity: Entity,
  namings: readonly EntityNaming[] = [],
): EntityClaims {
  const annotations = entity.metadata.annotations ?? {};
  const id = textOf(annotations[ANNOTATION_KUBERNETES_ID]);
  const selector = textOf(annotations[ANNOTATION_KUBERNETES_SELECTOR]);
  const cluster = textOf(annotations[ANNOTATION_KUBERNETES_CLUSTER]);
  const namespaces = readNamespaces(annotations);
  const system = entity.relations?.find(
    ({ type, targetRef }) =>
      type === RELATION_PART_OF && targetRef.startsWith('system:'),
  )?.targetRef;
  return {
    ...originOf(entity),
    ...(system ? { system } : {}),
    ...(cluster ? { cluster } : {}),
    ...(namespaces.length > 0 ? { namespaces } : {}),
    ...(id && LABEL_VALUE.test(id) ? { id } : {}),
    ...(selector
      ? { selector: { text: selector, requirements: parseSelector(selector) } }
      : {}),
    secretRefs: [
      ...itemsOf(annotations[ANNOTATION_SECRETS], MOST_SECRETS).map(text =>
        readSecretRef(ANNOTATION_SECRETS, text),
      ),
      ...namings
        .flatMap(naming => naming.readRefs(annotations))
        .slice(0, MOST_SECRETS)
        .map(({ annotation, ref }) => readSecretRef(annotation, ref)),
    ],
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}

function itemsOf(value: unknown, most: number): string[] {
  const items = (textOf(value) ?? '')
    .split(',', most)
    .map(item => item.trim().slice(0, LONGEST_ITEM))
    .filter(Boolean);
  return [...new Set(items)];
}

/** Those of both annotations; a name that no namespace can have stays, as a claim that nothing answers. */
function readNamespaces(annotations: Record<string, string>): NamedNamespace[] {
  const named = new Map<string, NamedNamespace>();
  for (const annotation of [
    ANNOTATION_KUBERNETES_NAMESPACE,
    ANNOTATION_NAMESPACES,
  ]) {
    for (const name of itemsOf(annotations[annotation], MOST_NAMESPACES)) {
      named.set(name, named.get(name) ?? { annotation, name });
    }
  }
  return [...named.values()];
}

/** Whether a namespace can have this name. */
export function isNamespaceName(name: string): boolean {
  return NAMESPACE.test(name);
}

function readSecretRef(annotation: string, text: string): NamedSecret {
  try {
    const { sourceKind, sourceId, segments } = parseSecretRef(text);
    const source = `${sourceKind}:${sourceId}/`;
    const star = segments.findIndex(isStar);
    const isInCluster = sourceKind === 'kubernetes' && star !== 0;
    return {
      annotation,
      text,
      parsed: {
        ref: `${source}${formatLocationPattern(segments)}`,
        sourceId,
        ...(isInCluster ? { namespace: segments[0] } : {}),
        ...(star < 0
          ? {}
          : {
              prefix: `${source}${segments
                .slice(0, star)
                .map(segment => `${formatLocationPattern([segment])}/`)
                .join('')}`,
            }),
      },
    };
  } catch {
    return { annotation, text };
  }
}

/** Stands for any segment of a path, or for any number of them. */
function isStar(segment: string): boolean {
  return segment === '*' || segment === '**';
}
