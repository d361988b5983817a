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

import { knownSystems } from '@keyward/kube-model/systems';
import { admissionWebhooks } from './kinds/admissionWebhooks';
import { attach } from './kinds/attach';
import { bindClusterRoles } from './kinds/bindClusterRoles';
import { bindRoles } from './kinds/bindRoles';
import { changeAwsAuth } from './kinds/changeAwsAuth';
import { changeClusterRoleBindings } from './kinds/changeClusterRoleBindings';
import { changePods } from './kinds/changePods';
import { changeRoleBindings } from './kinds/changeRoleBindings';
import { changeWorkloads } from './kinds/changeWorkloads';
import { createPods } from './kinds/createPods';
import { createWorkloads } from './kinds/createWorkloads';
import { deleteCollectionOfSecrets } from './kinds/deleteCollectionOfSecrets';
import { ephemeralContainers } from './kinds/ephemeralContainers';
import { escalateClusterRoles } from './kinds/escalateClusterRoles';
import { escalateRoles } from './kinds/escalateRoles';
import { exec } from './kinds/exec';
import { getSecrets } from './kinds/getSecrets';
import { hostPathVolume } from './kinds/hostPathVolume';
import { impersonateGroups } from './kinds/impersonateGroups';
import { impersonateServiceAccounts } from './kinds/impersonateServiceAccounts';
import { impersonateUsers } from './kinds/impersonateUsers';
import { listSecrets } from './kinds/listSecrets';
import { nodeProxy } from './kinds/nodeProxy';
import { patchSecrets } from './kinds/patchSecrets';
import { podProxy } from './kinds/podProxy';
import { portForward } from './kinds/portForward';
import { relaxPodSecurity } from './kinds/relaxPodSecurity';
import { serviceProxy } from './kinds/serviceProxy';
import { signClientCertificate } from './kinds/signClientCertificate';
import { stealPods } from './kinds/stealPods';
import { stealPodsByEviction } from './kinds/stealPodsByEviction';
import { tokenRequest } from './kinds/tokenRequest';
import { watchSecrets } from './kinds/watchSecrets';
import { writeTokenSecret } from './kinds/writeTokenSecret';
import { knownPathKind, pathsKnownOf } from './knownPathKind';
import type { AccessPathKind } from './types';

/**
 * Every way in which rights become access that the engine knows.
 *
 * @public
 */
export const accessPathKinds: readonly AccessPathKind[] = [
  getSecrets,
  listSecrets,
  watchSecrets,
  patchSecrets,
  deleteCollectionOfSecrets,
  writeTokenSecret,
  createPods,
  createWorkloads,
  changeWorkloads,
  ...pathsKnownOf(knownSystems).map(knownPathKind),
  changePods,
  exec,
  attach,
  portForward,
  podProxy,
  serviceProxy,
  ephemeralContainers,
  tokenRequest,
  impersonateServiceAccounts,
  impersonateUsers,
  impersonateGroups,
  bindRoles,
  bindClusterRoles,
  escalateClusterRoles,
  escalateRoles,
  nodeProxy,
  signClientCertificate,
  admissionWebhooks,
  hostPathVolume,
  relaxPodSecurity,
  changeRoleBindings,
  changeClusterRoleBindings,
  changeAwsAuth,
  stealPods,
  stealPodsByEviction,
];
