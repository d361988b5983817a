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
export * from './build/ensureServers';
export * from './build/serverBinaries';
export * from './cluster/ApiClient';
export * from './cluster/EtcdClient';
export * from './cluster/kubeconfig';
export * from './cluster/LivingCluster';
export * from './cluster/LivingClusterOptions';
export * from './cluster/startLivingCluster';
export * from './external-secrets/SecretsManager';
export { type Moto, startMoto } from './external-secrets/startMoto';
export * from './external-secrets/startExternalSecrets';
export * from './gitea/LivingGitea';
export * from './manifests/KubernetesManifest';
export * from './manifests/applyManifests';
export * from './manifests/loadCustomResourceDefinitions';
export * from './manifests/waitForWorkloads';
export * from './sealed-secrets/startSealedSecrets';
export * from './useLivingCluster';
export * from './portal/clusterConfig';
export * from './portal/PortalApi';
export * from './portal/readerToken';
export * from './portal/startPortalProcess';
export * from './portal/until';
export * from './portal/startPostgresProcess';
export * from './vault/LivingVault';
export * from './vault/VaultNode';
export * from './vault/VaultSpy';
