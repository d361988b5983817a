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

import { workloadsIn } from '../scopes';
import type { AccessPathKind } from '../types';

export const createPods: AccessPathKind = {
  id: 'create-pods',
  title: 'Creates pods',
  explanation:
    'A pod mounts any Secret of its namespace and runs as any of its ServiceAccounts.',
  source:
    'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation',
  severity: 'high',
  needs: [{ verbs: ['create'], resources: [['', 'pods']], isUnnamed: true }],
  byObjects: true,
  reaches: workloadsIn,
};
