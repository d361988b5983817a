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

export const fluxHelmRelease: AccessPathKind = {
  id: 'flux-helm-release',
  title: 'Creates a Flux HelmRelease',
  explanation:
    'Flux applies what the source of a HelmRelease holds, with the changes that the HelmRelease makes to it: a pod that mounts a Secret, for example. It does so as the ServiceAccount of the namespace that the HelmRelease names, or else as the controller, unless that is started with `--default-service-account`.',
  source:
    'https://fluxcd.io/flux/components/helm/helmreleases/#role-based-access-control',
  severity: 'critical',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [['helm.toolkit.fluxcd.io', 'helmreleases']],
    },
  ],
  ifServed: { group: 'helm.toolkit.fluxcd.io', resource: 'helmreleases' },
  byObjects: true,
  reaches: ({ namespace }) => [`helmreleases:${namespace ?? '*'}`],
};
