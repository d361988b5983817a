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

import { inOwnNamespace } from '../Mark';
import { ANY, ONCE, podMakers } from '../podMakers';
import { route } from './route';
import type { KnownSystem } from '../KnownSystem';

/** OpenShift: https://docs.openshift.com */
export const openshift: KnownSystem = {
  id: 'openshift',
  kinds: [
    {
      group: 'route.openshift.io',
      kind: 'Route',
      resource: 'routes',
      extractor: route,
    },
    // spec.template; of a build spec.serviceAccount and spec.source.secrets
    ...podMakers(
      'apps.openshift.io',
      'https://docs.openshift.com/container-platform/latest/rest_api/workloads_apis/deploymentconfig-apps-openshift-io-v1.html',
      ['DeploymentConfig', 'deploymentconfigs', ANY],
    ),
    ...podMakers(
      'build.openshift.io',
      'https://docs.openshift.com/container-platform/latest/rest_api/workloads_apis/buildconfig-build-openshift-io-v1.html',
      ['BuildConfig', 'buildconfigs', ANY],
      ['Build', 'builds', ONCE],
    ),
  ],
  marks: [
    {
      kind: 'OpenShift service CA',
      key: 'service.beta.openshift.io/originating-service-name',
      basis: 'annotation',
      tool: 'makes',
      read: inOwnNamespace,
    },
  ],
  fixedNamespaces: {
    'config.openshift.io': 'openshift-config',
    'imageregistry.operator.openshift.io': 'openshift-image-registry',
  },
};
