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
import type { Json } from '@keyward/observation/json';
import type { Extraction, Extractor } from '../Extractor';
import { isSecretName, withoutCredentials } from '../../fields/names';
import { ProviderObject, providerObjectsOf } from './providerObjects';
import { compact, itemsAt, objectAt, textAt } from '../../fields/read';
import { transitOfSettings } from '../../fields/transit';

/** Parameters that name the place which a provider reads, by provider. */
const STORES: Record<string, string[]> = {
  aws: ['region'],
  azure: ['keyvaultName', 'keyVaultName'],
  gcp: [],
  vault: ['vaultAddress'],
};

/** Of these the provider has addresses of its own, with https. */
const CLOUDS = ['aws', 'azure', 'gcp'];

/** Further ones are not followed. */
const MOST_READ = 200;

/** A SecretProviderClass of the CSI driver: the Secrets that it makes while a pod mounts it. */
export const secretProviderClass: Extractor = ({ object, namespace }) =>
  providerClassOf(object, namespace);

export function providerClassOf(
  object: Json,
  namespace: string | undefined,
): Pick<Extraction, 'deliveries' | 'reads' | 'detail'> {
  const parameters = objectAt(object, 'spec', 'parameters');
  const provider = textAt(object, 'spec', 'provider');
  const store = storeOf(provider, parameters);
  const objects = providerObjectsOf(
    parameters,
    namespaceOf(provider, parameters),
  );
  const deliveries: DeliveryObservation[] = [];
  for (const { item } of itemsAt(object, 'spec', 'secretObjects')) {
    const name = textAt(item, 'secretName');
    if (namespace && isSecretName(name)) {
      const origins = originsOf(item, objects);
      deliveries.push({
        namespace,
        name,
        from: origins.map(origin => ({
          system: provider ?? 'csi',
          ...(store && { store }),
          ...origin,
        })),
      });
    }
  }
  return {
    deliveries,
    // Whoever mounts the class gets files of all of them, whether or not there is a Secret too.
    reads: readsOf(objects).map(origin => ({
      system: provider ?? 'csi',
      ...(store && { store }),
      ...origin,
    })),
    detail: compact({
      provider,
      store,
      transit: transitOfSettings(
        parameters,
        provider !== undefined && CLOUDS.includes(provider)
          ? 'encrypted'
          : 'unstated',
      ),
      role: textAt(parameters, 'roleName'),
      reads: pathsOf(objects),
    }),
  };
}

/** One place for each remote path, with the keys taken of it; without any, all are. */
function readsOf(
  objects: Map<string, ProviderObject>,
): { path: string; keys?: string[] }[] {
  const keysByPath = new Map<string, Set<string>>();
  for (const { path, key } of objects.values()) {
    const keys = keysByPath.get(path) ?? new Set();
    keysByPath.set(path, key ? keys.add(key) : keys);
  }
  return [...keysByPath].slice(0, MOST_READ).map(([path, keys]) => ({
    path,
    ...(keys.size > 0 && { keys: [...keys] }),
  }));
}

/** What the provider reads, whether it is written to a Secret or a file only. */
function pathsOf(objects: Map<string, ProviderObject>): string[] | undefined {
  const paths = new Set([...objects.values()].map(({ path }) => path));
  return paths.size > 0 ? [...paths].sort().slice(0, MOST_READ) : undefined;
}

/** One origin for each remote path, with the keys taken of it. */
function originsOf(
  secretObject: Json,
  objects: Map<string, ProviderObject>,
): { path?: string; keys?: string[] }[] {
  const keysByPath = new Map<string | undefined, Set<string>>();
  for (const { item } of itemsAt(secretObject, 'data')) {
    const name = textAt(item, 'objectName');
    if (name) {
      const object = objects.get(name);
      const keys = keysByPath.get(object?.path) ?? new Set();
      const key = object ? object.key : name;
      keysByPath.set(object?.path, key ? keys.add(key) : keys);
    }
  }
  return [...keysByPath].map(([path, keys]) => ({
    ...(path && { path }),
    ...(keys.size > 0 && { keys: [...keys] }),
  }));
}

/** Of a Vault: what its paths begin with, as Vault takes a path of another namespace. */
function namespaceOf(
  provider: string | undefined,
  parameters: Json,
): string | undefined {
  return provider === 'vault'
    ? textAt(parameters, 'vaultNamespace')?.replace(/^\/+|\/+$/g, '')
    : undefined;
}

function storeOf(
  provider: string | undefined,
  parameters: Json,
): string | undefined {
  const fields =
    provider !== undefined && Object.hasOwn(STORES, provider)
      ? STORES[provider]
      : [];
  return fields
    .map(field => withoutCredentials(textAt(parameters, field)))
    .find(text => text !== undefined);
}
