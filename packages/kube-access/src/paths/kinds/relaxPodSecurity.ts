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

import { nodesIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const relaxPodSecurity: AccessPathKind = {
  id: 'relax-pod-security',
  title: 'Relaxes Pod Security',
  explanation:
    'The labels of a namespace decide which pods are refused: with them changed a pod has its node.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#namespace-modification',
  severity: 'critical',
  needs: [
    { verbs: ['update', 'patch'], resources: [['', 'namespaces']] },
    { verbs: ['create'], resources: [['', 'pods']], isUnnamed: true },
  ],
  byObjects: true,
  reaches: () => nodesIn({}),
};
