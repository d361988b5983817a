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

import type { KnownSystem } from '../KnownSystem';

/** Elastic Cloud on Kubernetes: https://www.elastic.co/docs/deploy-manage/security/k8s-secure-settings */
export const elastic: KnownSystem = {
  id: 'elastic',
  kinds: [
    {
      group: 'elasticsearch.k8s.elastic.co',
      kind: 'Elasticsearch',
      resource: 'elasticsearches',
      impliedSecrets: [
        '{name}-es-elastic-user',
        '{name}-es-http-ca-internal',
        '{name}-es-http-certs-internal',
        '{name}-es-http-certs-public',
        '{name}-es-internal-users',
        '{name}-es-remote-ca',
        '{name}-es-transport-ca-internal',
        '{name}-es-transport-certs-public',
        '{name}-es-xpack-file-realm',
      ],
    },
    {
      group: 'kibana.k8s.elastic.co',
      kind: 'Kibana',
      resource: 'kibanas',
      impliedSecrets: [
        '{name}-kb-config',
        '{name}-kb-es-ca',
        '{name}-kb-http-ca-internal',
        '{name}-kb-http-certs-internal',
        '{name}-kibana-user',
      ],
    },
  ],
};
