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

import { KubernetesObject } from '../KubernetesObject';
import { Manifest } from '../Manifest';
import { EstateClock } from './EstateClock';
import { dataHashOf } from './dataHashOf';
import { generateValue } from './generateValue';
import { managedFieldsOf } from './managedFieldsOf';
import { sealedSecretOf, type SealingKey } from './sealedSecretOf';
import { uidOf } from './seededRandom';

/** What makes an object of a manifest. */
export interface RenderContext {
  cluster: string;
  clock: EstateClock;
  /** Of the controller of the cluster. */
  sealingKeys?: readonly SealingKey[];
  /** With the values that were there before those of now. */
  earlier?: boolean;
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const clusterScoped = new Set([
  'ClusterExternalSecret',
  'ClusterIssuer',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'StorageClass',
  'ValidatingWebhookConfiguration',
]);

/** The object that a manifest stands for, in a cluster at a time. */
export function renderManifest(
  manifest: Manifest,
  context: RenderContext,
): KubernetesObject {
  const { cluster, clock } = context;
  const {
    'x-age': age = '200d',
    'x-managers': managers,
    'x-manager': manager,
    'x-value-age': valueAge,
    'x-values': values = {},
    'x-literals': literals = {},
    'x-sealed': sealed,
    'x-data-hash': dataHash,
    'x-last-applied': remembered,
    'x-clusters': clusters,
    ...content
  } = manifest;
  const object = interpolate(content, context) as KubernetesObject;
  const { kind, metadata } = object;
  if (!metadata.namespace && !clusterScoped.has(kind)) {
    metadata.namespace = 'default';
  }
  const address = addressOf(cluster, kind, metadata.namespace, metadata.name);
  const valueOf = (description: string, key: string) =>
    generateValue(interpolateText(description, context), {
      clock,
      cluster,
      seed: `${address}/${key}${context.earlier ? ' before' : ''}`,
    });

  for (const [key, description] of Object.entries(values)) {
    const value = valueOf(description, key);
    object.data = {
      ...object.data,
      [key]:
        kind === 'Secret' ? value.toString('base64') : value.toString('utf8'),
    };
  }
  for (const [path, description] of Object.entries(literals)) {
    setText(object, path.split('.'), valueOf(description, path).toString());
  }
  if (kind === 'Secret') {
    object.type ??= 'Opaque';
  }
  if (dataHash) {
    metadata.annotations = {
      ...metadata.annotations,
      'reconcile.external-secrets.io/data-hash': dataHashOf(
        dataHash === 'of its data' ? object.data : {},
      ),
    };
  }
  if (sealed) {
    const { name, namespace = '' } = metadata;
    object.spec = {
      ...sealedSecretOf(
        {
          name,
          ...sealed,
          values: interpolate(sealed.values, context) as Record<string, string>,
          namespace,
          age,
          address: addressOf(cluster, 'Secret', namespace, name),
        },
        { sealingKeys: [], ...context },
      ),
      ...object.spec,
    };
  }
  if (remembered) {
    metadata.annotations = {
      ...metadata.annotations,
      [lastApplied]: `${JSON.stringify(object)}\n`,
    };
  }

  metadata.uid = uidOf(address);
  metadata.creationTimestamp = clock.ago(age, address);
  for (const reference of metadata.ownerReferences ?? []) {
    reference.uid ??= uidOf(
      addressOf(cluster, reference.kind, metadata.namespace, reference.name),
    );
  }
  if (object.spec && kind !== 'ServiceAccount') {
    metadata.generation = 1;
  }
  metadata.managedFields = managedFieldsOf(
    object,
    managers ?? [
      { manager: manager ?? 'kubectl-client-side-apply', age: valueAge ?? age },
    ],
    clock,
    address,
  );
  return object;
}

/** What names an object in the whole estate. */
export function addressOf(
  cluster: string,
  kind: string,
  namespace: string | undefined,
  name: string,
): string {
  return [cluster, kind, namespace ?? '', name].join('/');
}

function interpolate(value: unknown, context: RenderContext): unknown {
  if (typeof value === 'string') {
    return interpolateText(value, context);
  }
  if (Array.isArray(value)) {
    return value.map(item => interpolate(item, context));
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        interpolate(item, context),
      ]),
    );
  }
  return value;
}

/** Replaces `${cluster}`, `${ago 3h}`, `${in +5d}`, `${uid Kind ns/name}`. */
function interpolateText(
  text: string,
  { cluster, clock }: RenderContext,
): string {
  return text.replace(/\$\{(\w+)(?: ([^}]*))?\}/g, (whole, word, argument) => {
    switch (word) {
      case 'cluster':
        return cluster;
      case 'ago':
        return clock.ago(argument);
      case 'in':
        return clock.in(argument);
      case 'ca':
        return generateValue('certificate cn=Fernhill ca=true notAfter=+9y', {
          clock,
          cluster,
          seed: 'ca',
        }).toString('base64');
      case 'uid': {
        const [kind, path] = argument.split(' ');
        const [namespace, name] = path.split('/');
        return uidOf(addressOf(cluster, kind, namespace, name));
      }
      default:
        return whole;
    }
  });
}

function setText(target: any, path: string[], value: string): void {
  const [first, ...rest] = path;
  if (rest.length === 0) {
    target[first] = value;
  } else {
    setText((target[first] ??= {}), rest, value);
  }
}
