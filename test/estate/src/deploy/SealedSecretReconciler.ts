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
import type { KubernetesObject } from '../KubernetesObject';
import { EstateClock } from '../render/EstateClock';
import { managedFieldsOf } from '../render/managedFieldsOf';
import type { ClusterStore } from '../server/ClusterStore';
import type { SealingController } from '../server/SealingController';

/** What names the kind that is deployed and unsealed. */
export const SEALED_SECRET = {
  apiVersion: 'bitnami.com/v1alpha1',
  kind: 'SealedSecret',
} as const;

const DEPLOYER = 'argocd-controller';
const CONTROLLER = 'controller';

/** Applies SealedSecrets to a cluster, and makes Secrets of them as its controller does. */
export class SealedSecretReconciler {
  readonly #store: ClusterStore;
  readonly #controller: Pick<SealingController, 'open'>;

  constructor(
    store: ClusterStore,
    controller: Pick<SealingController, 'open'>,
  ) {
    this.#store = store;
    this.#controller = controller;
  }

  /**
   * Applies a manifest.
   *
   * @returns the object as it is then; undefined where nothing of it changed
   */
  apply(manifest: KubernetesObject, now: Date): KubernetesObject | undefined {
    const { apiVersion, kind, spec } = manifest;
    const { name, namespace } = manifest.metadata;
    const known = this.#find(kind, namespace, name);
    const meta = {
      name,
      namespace,
      annotations: {
        ...known?.metadata.annotations,
        ...manifest.metadata.annotations,
      },
      labels: { ...known?.metadata.labels, ...manifest.metadata.labels },
    };
    if (known && isSame([known.spec, metaOf(known)], [spec, meta])) {
      return undefined;
    }
    const applied: KubernetesObject = {
      apiVersion,
      kind,
      metadata: {
        ...meta,
        uid: known?.metadata.uid ?? randomUUID(),
        creationTimestamp:
          known?.metadata.creationTimestamp ?? new EstateClock(now).ago('0s'),
        generation: (known?.metadata.generation ?? 0) + 1,
      },
      spec,
      ...(known?.status ? { status: known.status } : {}),
    };
    return this.#store.put(written(applied, DEPLOYER, now));
  }

  /** Makes the Secret, and says in the status whether it could. */
  unseal(
    sealedSecret: KubernetesObject,
    now: Date,
  ): KubernetesObject | undefined {
    const { name, namespace } = sealedSecret.metadata;
    const known = this.#find('Secret', namespace, name);
    const values = this.#controller.open(sealedSecret);
    const problem = problemOf(sealedSecret, known, values);
    this.#store.put({
      ...sealedSecret,
      status: {
        observedGeneration: sealedSecret.metadata.generation,
        conditions: [
          {
            type: 'Synced',
            status: problem ? 'False' : 'True',
            ...(problem ? { message: problem } : {}),
            lastUpdateTime: new EstateClock(now).ago('0s'),
          },
        ],
      },
    });
    return problem || !values
      ? undefined
      : this.#store.put(
          written(secretOf(sealedSecret, values, known, now), CONTROLLER, now),
        );
  }

  #find(
    kind: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    const apiVersion = kind === 'Secret' ? 'v1' : SEALED_SECRET.apiVersion;
    return this.#store
      .list(apiVersion, kind)
      .find(
        ({ metadata }) =>
          metadata.namespace === namespace && metadata.name === name,
      );
  }
}

function problemOf(
  { metadata: { uid, name } }: KubernetesObject,
  known: KubernetesObject | undefined,
  values: Map<string, Buffer> | undefined,
): string | undefined {
  if (!values) {
    return 'no key could decrypt secret';
  }
  const isOurs =
    !known ||
    known.metadata.ownerReferences?.some(
      owner => owner.kind === SEALED_SECRET.kind && owner.uid === uid,
    ) ||
    known.metadata.annotations?.['sealedsecrets.bitnami.com/managed'] ===
      'true';
  return isOurs
    ? undefined
    : `Resource "${name}" already exists and is not managed by SealedSecret`;
}

function secretOf(
  { metadata: { name, namespace, uid }, spec }: KubernetesObject,
  values: Map<string, Buffer>,
  known: KubernetesObject | undefined,
  now: Date,
): KubernetesObject {
  const { type = 'Opaque', metadata } = spec.template ?? {};
  const { labels, annotations } = metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type,
    metadata: {
      name,
      namespace,
      labels,
      annotations,
      uid: known?.metadata.uid ?? randomUUID(),
      creationTimestamp:
        known?.metadata.creationTimestamp ?? new EstateClock(now).ago('0s'),
      ownerReferences: [
        {
          apiVersion: SEALED_SECRET.apiVersion,
          kind: SEALED_SECRET.kind,
          name,
          uid: uid!,
          controller: true,
        },
      ],
    },
    data: Object.fromEntries(
      [...values].map(([key, value]) => [key, value.toString('base64')]),
    ),
  };
}

/** As the API server notes who wrote an object. */
function written(
  object: KubernetesObject,
  manager: string,
  now: Date,
): KubernetesObject {
  const managedFields = managedFieldsOf(
    object,
    [{ manager, age: '0s' }],
    new EstateClock(now),
    '',
  );
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function metaOf({
  metadata: { name, namespace, annotations, labels },
}: KubernetesObject) {
  return { name, namespace, annotations, labels };
}

/** Empty maps are as good as none. */
function isSame(one: unknown, other: unknown): boolean {
  const textOf = (value: unknown) =>
    JSON.stringify(value, (_, part) =>
      part !== null &&
      typeof part === 'object' &&
      Object.keys(part).length === 0
        ? undefined
        : part,
    );
  return textOf(one) === textOf(other);
}
