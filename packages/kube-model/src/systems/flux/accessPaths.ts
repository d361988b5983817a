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

const KUSTOMIZATIONS = {
  group: 'kustomize.toolkit.fluxcd.io',
  resource: 'kustomizations',
};
const HELM_RELEASES = {
  group: 'helm.toolkit.fluxcd.io',
  resource: 'helmreleases',
};

/** How rights on its kinds become access. */
export const accessPaths: KnownAccessPath[] = [
  {
    id: 'flux-kustomization',
    title: 'Creates a Flux Kustomization',
    explanation:
      'Flux applies what the source of a Kustomization holds, with the changes that the Kustomization makes to it: a pod that mounts a Secret, for example. It does so as the ServiceAccount of the namespace that the Kustomization names, or else as the controller, unless that is started with `--default-service-account`.',
    source:
      'https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control',
    severity: 'critical',
    needs: [
      {
        verbs: WRITES,
        resources: [[KUSTOMIZATIONS.group, KUSTOMIZATIONS.resource]],
      },
    ],
    ifServed: KUSTOMIZATIONS,
    byObjects: true,
    reaches: ['kustomizations:{namespace}'],
  },
  {
    id: 'flux-helm-release',
    title: 'Creates a Flux HelmRelease',
    explanation:
      'Flux applies what the source of a HelmRelease holds, with the changes that the HelmRelease makes to it: a pod that mounts a Secret, for example. It does so as the ServiceAccount of the namespace that the HelmRelease names, or else as the controller, unless that is started with `--default-service-account`.',
    source:
      'https://fluxcd.io/flux/components/helm/helmreleases/#role-based-access-control',
    severity: 'critical',
    needs: [
      {
        verbs: WRITES,
        resources: [[HELM_RELEASES.group, HELM_RELEASES.resource]],
      },
    ],
    ifServed: HELM_RELEASES,
    byObjects: true,
    reaches: ['helmreleases:{namespace}'],
  },
];
