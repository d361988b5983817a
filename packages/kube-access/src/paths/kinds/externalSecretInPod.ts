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

import type { AccessPathKind } from '../types';

export const externalSecretInPod: AccessPathKind = {
  id: 'external-secret-in-pod',
  title: 'Has the operator fetch a secret, and mounts it',
  explanation:
    'An ExternalSecret names any remote key that the credential of a store can read; the value lands in a Secret that a pod of the author mounts.',
  source: 'https://external-secrets.io/latest/guides/threat-model/',
  severity: 'high',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [['external-secrets.io', 'externalsecrets']],
    },
    { verbs: ['create'], resources: [['', 'pods']], isUnnamed: true },
  ],
  byObjects: true,
  reaches: ({ namespace }) => [`stores:${namespace ?? '*'}`],
};
