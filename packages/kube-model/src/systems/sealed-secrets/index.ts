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

import { ofOwnName } from '../Mark';
import { sealedSecret } from './sealedSecret';
import type { KnownSystem } from '../KnownSystem';

/** Sealed Secrets: https://github.com/bitnami-labs/sealed-secrets */
export const sealedSecrets: KnownSystem = {
  id: 'sealed-secrets',
  kinds: [
    {
      group: 'bitnami.com',
      kind: 'SealedSecret',
      resource: 'sealedsecrets',
      isCollected: true,
      extractor: sealedSecret,
      isSealing: true,
      deliverer: { accounts: ['sealed-secrets', 'sealed-secrets-controller'] },
    },
  ],
  marks: [
    {
      kind: 'SealedSecret',
      apiGroup: 'bitnami.com',
      key: 'sealedsecrets.bitnami.com/managed',
      basis: 'annotation',
      tool: 'makes',
      read: ofOwnName,
    },
  ],
  sealingKeyLabel: 'sealedsecrets.bitnami.com/sealed-secrets-key',
  copiers: ['SealedSecret'],
  managed: ['SealedSecret'],
};
