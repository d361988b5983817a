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

import { podsIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const serviceProxy: AccessPathKind = {
  id: 'service-proxy',
  title: 'Sends requests to services',
  explanation:
    'The API server passes HTTP requests on to a pod behind a service of the namespace, past network policies. Whether a Secret comes back depends on what the program there serves: it could, as of a debugger or an administration page. Which pods are behind a service is not looked at.',
  source:
    'https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/',
  severity: 'low',
  needs: [{ verbs: ['get', 'create'], resources: [['', 'services/proxy']] }],
  reaches: ({ namespace }) => podsIn({ namespace }),
};
