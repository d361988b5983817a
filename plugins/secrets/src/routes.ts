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

import { createRouteRef, createSubRouteRef } from '@backstage/core-plugin-api';

export const rootRouteRef = createRouteRef({ id: 'secrets' });

export const inventoryRouteRef = createSubRouteRef({
  id: 'secrets/inventory',
  parent: rootRouteRef,
  path: '/inventory',
});

export const findingsRouteRef = createSubRouteRef({
  id: 'secrets/findings',
  parent: rootRouteRef,
  path: '/findings',
});

export const findingRouteRef = createSubRouteRef({
  id: 'secrets/finding',
  parent: rootRouteRef,
  path: '/finding/:id',
});

export const ruleRouteRef = createSubRouteRef({
  id: 'secrets/rule',
  parent: rootRouteRef,
  path: '/rule/:rule',
});

export const rotationRouteRef = createSubRouteRef({
  id: 'secrets/rotation',
  parent: rootRouteRef,
  path: '/rotation',
});

export const complianceRouteRef = createSubRouteRef({
  id: 'secrets/compliance',
  parent: rootRouteRef,
  path: '/compliance',
});

export const controlRouteRef = createSubRouteRef({
  id: 'secrets/control',
  parent: rootRouteRef,
  path: '/compliance/:framework/:control',
});

export const accessRouteRef = createSubRouteRef({
  id: 'secrets/access',
  parent: rootRouteRef,
  path: '/access',
});

export const sourcesRouteRef = createSubRouteRef({
  id: 'secrets/sources',
  parent: rootRouteRef,
  path: '/sources',
});

export const sealedSecretsRouteRef = createSubRouteRef({
  id: 'secrets/sealed-secrets',
  parent: rootRouteRef,
  path: '/sources/sealed-secrets',
});

export const externalSecretsRouteRef = createSubRouteRef({
  id: 'secrets/external-secrets',
  parent: rootRouteRef,
  path: '/sources/external-secrets',
});

export const vaultRouteRef = createSubRouteRef({
  id: 'secrets/vault',
  parent: rootRouteRef,
  path: '/sources/vault',
});

export const awsRouteRef = createSubRouteRef({
  id: 'secrets/aws',
  parent: rootRouteRef,
  path: '/sources/aws',
});

export const requestsRouteRef = createSubRouteRef({
  id: 'secrets/requests',
  parent: rootRouteRef,
  path: '/requests',
});

export const requestRouteRef = createSubRouteRef({
  id: 'secrets/request',
  parent: rootRouteRef,
  path: '/requests/:id',
});

export const secretRouteRef = createSubRouteRef({
  id: 'secrets/secret',
  parent: rootRouteRef,
  path: '/secret/:id',
});

/** The routes of the plugin, by the names that other plugins bind them by. */
export const routes = {
  root: rootRouteRef,
  inventory: inventoryRouteRef,
  findings: findingsRouteRef,
  finding: findingRouteRef,
  rotation: rotationRouteRef,
  rule: ruleRouteRef,
  compliance: complianceRouteRef,
  control: controlRouteRef,
  access: accessRouteRef,
  sources: sourcesRouteRef,
  sealedSecrets: sealedSecretsRouteRef,
  externalSecrets: externalSecretsRouteRef,
  requests: requestsRouteRef,
  request: requestRouteRef,
  secret: secretRouteRef,
};
