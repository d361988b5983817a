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

import type { DeliveryObservation } from '@keyward/observation';
import { at, type Json } from '@keyward/observation/json';
import { statusOf } from '../../fields/conditions';
import { customResource } from '../customResource';
import { Extractor } from '../Extractor';
import { folderAt, revisionAt } from '../../fields/manifests';
import {
  isNamespaceName,
  isSecretName,
  withoutCredentials,
} from '../../fields/names';
import { compact, flagAt, itemsAt, objectAt, textAt } from '../../fields/read';
import { ReferenceCollector } from '../../references/ReferenceCollector';
import { walkSecretReferences } from '../../references/walkSecretReferences';

/** The parts of the specs that hold references; `values`, `patches`, `substitute` and the like hold content. */
const KUSTOMIZATION_PARTS = [
  ['decryption'],
  ['kubeConfig'],
  ['postBuild', 'substituteFrom'],
];
const HELM_RELEASE_PARTS = [['kubeConfig'], ['valuesFrom']];

/** A Flux Kustomization: the Secrets in its inventory are those that it applied. */
export const kustomization: Extractor = ({ object, namespace, references }) => {
  walkParts(object, KUSTOMIZATION_PARTS, references);
  const source = sourceOf(object, 'sourceRef');
  const path = textAt(object, 'spec', 'path');
  const origin = {
    system: 'flux',
    ...(source && { store: source }),
    ...(path && { path }),
  };
  const remote = textAt(object, 'spec', 'kubeConfig', 'secretRef', 'name');
  return {
    deliveries:
      namespace && !remote
        ? inventoryOf(object).map(place => ({ ...place, from: [origin] }))
        : [],
    status: statusOf(object, ['Ready']),
    detail: compact({
      source,
      path,
      applies: [
        compact({
          source: sourceObjectOf(object, namespace),
          path: folderAt(object, 'spec', 'path'),
        }),
      ].filter(each => each?.source),
      isAutomatic: flagAt(object, 'spec', 'suspend') !== true,
      isOwnCluster: !remote,
      targetNamespace: textAt(object, 'spec', 'targetNamespace'),
      decryption: textAt(object, 'spec', 'decryption', 'provider'),
      suspend: flagAt(object, 'spec', 'suspend'),
    }),
  };
};

/** A Flux GitRepository: where it is, and what of it is followed. */
export const gitRepository: Extractor = context => {
  const { object } = context;
  const ref = objectAt(object, 'spec', 'ref');
  return {
    ...customResource(context),
    detail: compact({
      repository: withoutCredentials(textAt(object, 'spec', 'url')),
      // https://fluxcd.io/flux/components/source/gitrepositories/#reference
      revision:
        revisionAt(ref, 'commit') ??
        revisionAt(ref, 'name') ??
        textAt(ref, 'semver')?.replace(/[^\w.<>=~^*| -]/g, '') ??
        revisionAt(ref, 'tag') ??
        revisionAt(ref, 'branch') ??
        // What Flux follows where nothing is said.
        'master',
      isAutomatic: flagAt(object, 'spec', 'suspend') !== true,
    }),
  };
};

/** A Flux HelmRelease: the Secrets that it takes its values from. */
export const helmRelease: Extractor = ({ object, references }) => {
  walkParts(object, HELM_RELEASE_PARTS, references);
  return {
    status: statusOf(object, ['Ready']),
    detail: compact({
      source:
        sourceOf(object, 'chart', 'spec', 'sourceRef') ??
        sourceOf(object, 'chartRef'),
      chart: textAt(object, 'spec', 'chart', 'spec', 'chart'),
      releaseName: textAt(object, 'spec', 'releaseName'),
      targetNamespace: textAt(object, 'spec', 'targetNamespace'),
      suspend: flagAt(object, 'spec', 'suspend'),
    }),
  };
};

function walkParts(
  object: Json,
  parts: string[][],
  references: ReferenceCollector,
): void {
  for (const part of parts) {
    const path = ['spec', ...part];
    walkSecretReferences(at(object, ...path), path.join('.'), references);
  }
}

function sourceOf(object: Json, ...path: string[]): string | undefined {
  const kind = textAt(object, 'spec', ...path, 'kind');
  const name = textAt(object, 'spec', ...path, 'name');
  return kind && name && `${kind}/${name}`;
}

/** The object that a Kustomization takes its manifests from. */
function sourceObjectOf(
  object: Json,
  ownNamespace: string | undefined,
): string | undefined {
  const kind = textAt(object, 'spec', 'sourceRef', 'kind');
  const name = textAt(object, 'spec', 'sourceRef', 'name');
  const namespace =
    textAt(object, 'spec', 'sourceRef', 'namespace') ?? ownNamespace;
  return kind && name && namespace && `${kind}/${namespace}/${name}`;
}

/** Entries are written `namespace_name_group_kind`, the core group being empty. */
const INVENTORY_SECRET = /^([^_]+)_([^_]+)__Secret$/;

function inventoryOf(
  object: Json,
): Pick<DeliveryObservation, 'namespace' | 'name'>[] {
  return itemsAt(object, 'status', 'inventory', 'entries').flatMap(
    ({ item }) => {
      const entry = INVENTORY_SECRET.exec(textAt(item, 'id') ?? '');
      return entry && isNamespaceName(entry[1]) && isSecretName(entry[2])
        ? { namespace: entry[1], name: entry[2] }
        : [];
    },
  );
}
