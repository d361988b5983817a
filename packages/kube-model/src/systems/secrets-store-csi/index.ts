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

import { providerClassAccess } from './access';
import { accessPaths } from './accessPaths';
import { secretProviderClass } from './secretProviderClass';
import type { KnownSystem } from '../KnownSystem';

/** Secrets Store CSI driver: https://secrets-store-csi-driver.sigs.k8s.io */
export const secretsStoreCsi: KnownSystem = {
  id: 'secrets-store-csi',
  version: 1,
  kinds: [
    {
      group: 'secrets-store.csi.x-k8s.io',
      kind: 'SecretProviderClass',
      access: providerClassAccess,
      resource: 'secretproviderclasses',
      isCollected: true,
      extractor: secretProviderClass,
      transit: 'reads',
    },
  ],
  marks: [
    {
      kind: 'SecretProviderClass',
      apiGroup: 'secrets-store.csi.x-k8s.io',
      key: 'secrets-store.csi.k8s.io/managed',
      basis: 'label',
      // The driver makes the pods (or what made these) owners of the Secret, so that it goes with them.
      tool: 'over-owner',
      read: (value, { namespace }) =>
        value === 'true' ? { namespace } : undefined,
    },
  ],
  accessPaths,
  copiers: ['SecretProviderClass'],
  managed: ['SecretProviderClass'],
  managers: [
    { name: /^secrets-store-csi-driver/i, deliverer: 'SecretProviderClass' },
  ],
};
