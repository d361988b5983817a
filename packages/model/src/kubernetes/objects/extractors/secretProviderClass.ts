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

import { DeliveryObservation } from '../../../observation/types';
import { Json } from '../../metadata';
import { Extractor } from '../Extractor';
import { isSecretName, withoutCredentials } from '../names';
import { compact, itemsAt, objectAt, textAt } from '../read';

/** Parameters that name the place which a provider reads, by provider. */
const STORES: Record<string, string[]> = {
  aws: ['region'],
  azure: ['keyvaultName', 'keyVaultName'],
  gcp: [],
  vault: ['vaultAddress'],
};

/** A SecretProviderClass of the CSI driver: the Secrets that it makes while a pod mounts it. */
export const secretProviderClass: Extractor = ({ object, namespace }) => {
  const parameters = objectAt(object, 'spec', 'parameters');
  const provider = textAt(object, 'spec', 'provider');
  const store = storeOf(provider, parameters);
  const deliveries: DeliveryObservation[] = [];
  for (const { item } of itemsAt(object, 'spec', 'secretObjects')) {
    const name = textAt(item, 'secretName');
    if (namespace && isSecretName(name)) {
      const keys = itemsAt(item, 'data').flatMap(
        ({ item: entry }) => textAt(entry, 'objectName') ?? [],
      );
      deliveries.push({
        namespace,
        name,
        from: [
          {
            system: provider ?? 'csi',
            ...(store && { store }),
            ...(keys.length > 0 && { keys: [...new Set(keys)] }),
          },
        ],
      });
    }
  }
  return {
    deliveries,
    detail: compact({
      provider,
      store,
      role: textAt(parameters, 'roleName'),
    }),
  };
};

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
