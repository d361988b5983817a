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

export const stealPods: AccessPathKind = {
  id: 'steal-pods',
  title: 'Moves pods to a node of its own',
  explanation:
    'A deleted pod is made anew where there is room; with the other nodes made unschedulable or full it comes to the one that is held, with its Secrets and its ServiceAccount.',
  source:
    'https://github.com/PaloAltoNetworks/rbac-police/blob/main/docs/policies.md',
  severity: 'high',
  needs: [
    { verbs: ['delete', 'deletecollection'], resources: [['', 'pods']] },
    {
      verbs: ['update', 'patch'],
      resources: [
        ['', 'nodes'],
        ['', 'nodes/status'],
      ],
    },
    { verbs: ['get', 'create'], resources: [['', 'nodes/proxy']] },
  ],
  reaches: podsIn,
};
