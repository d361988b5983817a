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

import { accessPaths } from './accessPaths';
import { gitRepository, helmRelease, kustomization } from './flux';
import type { KnownSystem } from '../KnownSystem';

/** Flux: https://fluxcd.io */
export const flux: KnownSystem = {
  id: 'flux',
  kinds: [
    {
      group: 'source.toolkit.fluxcd.io',
      kind: 'GitRepository',
      resource: 'gitrepositories',
      isCollected: true,
      isRepository: true,
      extractor: gitRepository,
    },
    {
      group: 'kustomize.toolkit.fluxcd.io',
      kind: 'Kustomization',
      resource: 'kustomizations',
      isCollected: true,
      extractor: kustomization,
      deliverer: {
        name: 'Flux',
        isCarrier: true,
        absence: 'by-namespaced-name',
      },
      applying: { controller: 'kustomize-controller', as: 'account' },
    },
    {
      group: 'helm.toolkit.fluxcd.io',
      kind: 'HelmRelease',
      resource: 'helmreleases',
      isCollected: true,
      extractor: helmRelease,
      deliverer: { isCarrier: true, absence: 'by-namespaced-name' },
      applying: { controller: 'helm-controller', as: 'account' },
    },
  ],
  marks: [
    {
      kind: 'HelmRelease',
      apiGroup: 'helm.toolkit.fluxcd.io',
      key: 'helm.toolkit.fluxcd.io/name',
      basis: 'label',
      tool: 'applies',
      read: (name, { labels }) => ({
        namespace: labels['helm.toolkit.fluxcd.io/namespace'],
        name,
      }),
    },
    {
      kind: 'Flux',
      apiGroup: 'kustomize.toolkit.fluxcd.io',
      key: 'kustomize.toolkit.fluxcd.io/name',
      basis: 'label',
      tool: 'applies',
      read: (name, { labels }) => ({
        namespace: labels['kustomize.toolkit.fluxcd.io/namespace'],
        name,
      }),
    },
  ],
  managers: [
    {
      name: /^(kustomize|helm|source|notification)-controller$/i,
      deliverer: 'Flux',
    },
  ],
  accessPaths,
};
