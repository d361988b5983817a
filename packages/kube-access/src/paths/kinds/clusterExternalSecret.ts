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

export const clusterExternalSecret: AccessPathKind = {
  id: 'cluster-external-secret',
  title: 'Has the operator fetch a secret into many namespaces',
  explanation:
    'A ClusterExternalSecret makes ExternalSecrets in the namespaces that it selects, with any remote key of the stores there; the author reads one of the Secrets.',
  source: 'https://external-secrets.io/latest/api/clusterexternalsecret/',
  severity: 'high',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [['external-secrets.io', 'clusterexternalsecrets']],
    },
    { verbs: ['get', 'list', 'watch', 'patch'], resources: [['', 'secrets']] },
  ],
  reaches: ({ namespace }) => [`stores:${namespace ?? '*'}`],
};
