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

import { type KnownAccessPath, WRITES } from '../AccessPath';

/** How rights on its kinds become access. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'argo-cd-application',
    title: 'Creates an Argo CD Application',
    explanation:
      'Argo CD applies what the repository of an Application holds, as its controller and where the AppProject allows it: a pod that mounts a Secret, for example. The Application names its AppProject itself. Which kinds the AppProject forbids is not looked at.',
    source:
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
    severity: 'critical',
    needs: [
      {
        verbs: WRITES,
        resources: [
          ['argoproj.io', 'applications'],
          ['argoproj.io', 'applicationsets'],
        ],
      },
    ],
    ifServed: { group: 'argoproj.io', resource: 'applications' },
    byObjects: true,
    reaches: ['applications:{namespace}'],
  },
];
