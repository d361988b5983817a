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

export const changeWorkloads: AccessPathKind = {
  id: 'change-workloads',
  title: 'Changes workloads',
  explanation:
    'The template of a workload can be made to mount any Secret of the namespace and to run as any of its ServiceAccounts.',
  source: 'https://github.com/PaloAltoNetworks/rbac-police',
  severity: 'high',
  needs: [
    {
      verbs: ['update', 'patch'],
      resources: [
        ['apps', 'deployments'],
        ['apps', 'statefulsets'],
        ['apps', 'daemonsets'],
        ['apps', 'replicasets'],
        ['batch', 'jobs'],
        ['batch', 'cronjobs'],
        ['', 'replicationcontrollers'],
      ],
    },
  ],
  byObjects: true,
  reaches: workloadsIn,
};
