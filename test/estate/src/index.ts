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

export * from './KubernetesObject';
export { CanaryScanner } from './canaries/CanaryScanner';
export type { Canary, CanaryHit } from './canaries/CanaryScanner';
export { expectedFindings } from './expectedFindings';
export { loadEstate, manifestFolder, peopleFile } from './loadEstate';
export type { Estate, EstateCluster, PlantedProblem } from './loadEstate';
export { startEstate } from './startEstate';
export type {
  PastCluster,
  RunningAws,
  RunningCluster,
  RunningEstate,
  RunningVault,
} from './startEstate';
export { answerIdentities } from './aws/answerIdentities';
export type { IdentitiesSpec } from './aws/IdentitiesSpec';
export type { PlantedAwsProblem } from './aws/loadAws';
export type { PlantedVaultProblem } from './vault/loadVault';
export { clusterOf, folderOf } from './deploy/listRepositories';
export type { EstateRepository } from './deploy/listRepositories';
export type { PastChange } from './history/renderPast';
export type {
  ClusterStore,
  EstateFault,
  StoredRef,
} from './server/ClusterStore';
