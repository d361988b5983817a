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

export const fluxKustomization: AccessPathKind = {
  id: 'flux-kustomization',
  title: 'Creates a Flux Kustomization',
  explanation:
    'Flux applies what the source of a Kustomization holds, with the changes that the Kustomization makes to it: a pod that mounts a Secret, for example. It does so as the ServiceAccount of the namespace that the Kustomization names, or else as the controller, unless that is started with `--default-service-account`.',
  source:
    'https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control',
  severity: 'critical',
  needs: [
    {
      verbs: ['create', 'update', 'patch'],
      resources: [['kustomize.toolkit.fluxcd.io', 'kustomizations']],
    },
  ],
  ifServed: {
    group: 'kustomize.toolkit.fluxcd.io',
    resource: 'kustomizations',
  },
  byObjects: true,
  reaches: ({ namespace }) => [`kustomizations:${namespace ?? '*'}`],
};
