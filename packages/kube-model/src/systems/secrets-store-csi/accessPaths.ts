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
import { type KnownAccessPath, READS_SECRETS, WRITES } from '../AccessPath';

/** How rights on its kinds become access; who makes a pod mounts any class of the namespace. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'provider-class',
    title: 'Changes what a SecretProviderClass writes',
    explanation:
      'A SecretProviderClass names what the CSI driver reads as the pods that mount it, and the Secrets that it writes; what those pods may read lands in a Secret that the author can read.',
    source:
      'https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret',
    severity: 'high',
    needs: [
      {
        // Of a new class there are no pods yet.
        verbs: WRITES.filter(verb => verb !== 'create'),
        resources: [['secrets-store.csi.x-k8s.io', 'secretproviderclasses']],
      },
      READS_SECRETS,
    ],
    reaches: ['provider-classes:{namespace}'],
  },
];
