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

import { byName } from '../Mark';
import { appProjectAccess } from './access';
import { accessPaths } from './accessPaths';
import { application, appProject } from './argoCd';
import { trackedBy } from './trackedBy';
import type { KnownSystem } from '../KnownSystem';

/** Argo CD: https://argo-cd.readthedocs.io */
export const argoCd: KnownSystem = {
  id: 'argo-cd',
  kinds: [
    {
      group: 'argoproj.io',
      kind: 'Application',
      resource: 'applications',
      isCollected: true,
      extractor: application,
      deliverer: { name: 'Argo CD', isCarrier: true, absence: 'by-name' },
      applying: { controller: 'argocd-application-controller', as: 'project' },
    },
    {
      group: 'argoproj.io',
      kind: 'AppProject',
      access: appProjectAccess,
      resource: 'appprojects',
      version: 'v1alpha1',
      isCollected: true,
      extractor: appProject,
    },
    {
      group: 'argoproj.io',
      kind: 'ArgoCD',
      resource: 'argocds',
      impliedSecrets: ['{name}-ca', '{name}-cluster', '{name}-tls'],
    },
  ],
  marks: [
    {
      kind: 'Argo CD',
      apiGroup: 'argoproj.io',
      key: 'argocd.argoproj.io/tracking-id',
      basis: 'annotation',
      tool: 'applies',
      read: trackedBy,
    },
    {
      kind: 'Argo CD',
      apiGroup: 'argoproj.io',
      key: 'argocd.argoproj.io/instance',
      basis: 'label',
      tool: 'applies',
      read: byName,
    },
  ],
  managers: [{ name: /^argocd|^argo-cd/i, deliverer: 'Argo CD' }],
  accessPaths,
};
