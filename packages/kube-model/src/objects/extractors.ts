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

import { Extractor } from './Extractor';
import { application, appProject } from './extractors/argoCd';
import { certificate, issuer } from './extractors/certManager';
import { configMap } from './extractors/configMap';
import { customResource } from './extractors/customResource';
import {
  clusterExternalSecret,
  externalSecret,
} from './extractors/externalSecret';
import { helmRelease, kustomization } from './extractors/flux';
import {
  gateway,
  istioDestinationRule,
  istioGateway,
} from './extractors/gateway';
import { ingress, route } from './extractors/ingress';
import { triggerAuthentication } from './extractors/keda';
import { kyvernoPolicy } from './extractors/kyverno';
import { namespace } from './extractors/namespace';
import { role, roleBinding } from './extractors/rbac';
import { sealedSecret } from './extractors/sealedSecret';
import { secretProviderClass } from './extractors/secretProviderClass';
import { pushSecret, secretStore } from './extractors/secretStore';
import { serviceAccount } from './extractors/serviceAccount';
import { kafkaUser, onePasswordItem } from './extractors/otherOperators';
import {
  persistentVolume,
  persistentVolumeClaim,
  storageClass,
} from './extractors/storage';
import {
  vaultAuth,
  vaultDynamicSecret,
  vaultPkiSecret,
  vaultStaticSecret,
} from './extractors/vaultSecretsOperator';
import { caInjected } from './extractors/webhookConfiguration';
import {
  cronJob,
  daemonSet,
  job,
  pod,
  podTemplate,
  replicaSet,
  workload,
} from './extractors/workload';

/**
 * Another one when more or something else is read of objects, so that all are
 * read again.
 *
 * @public
 */
export const EXTRACTION_VERSION = 3;

/** By group and kind; the version makes no difference for what is read. */
const EXTRACTORS = new Map<string, Extractor>([
  ['/ConfigMap', configMap],
  ['/Namespace', namespace],
  ['/PersistentVolume', persistentVolume],
  ['/PersistentVolumeClaim', persistentVolumeClaim],
  ['/Pod', pod],
  ['/PodTemplate', podTemplate],
  ['/ReplicationController', workload],
  ['/ServiceAccount', serviceAccount],
  ['admissionregistration.k8s.io/MutatingWebhookConfiguration', caInjected],
  ['admissionregistration.k8s.io/ValidatingWebhookConfiguration', caInjected],
  ['apiextensions.k8s.io/CustomResourceDefinition', caInjected],
  ['apiregistration.k8s.io/APIService', caInjected],
  ['apps/DaemonSet', daemonSet],
  ['apps/Deployment', workload],
  ['apps/ReplicaSet', replicaSet],
  ['apps/StatefulSet', workload],
  ['argoproj.io/AppProject', appProject],
  ['argoproj.io/Application', application],
  ['batch/CronJob', cronJob],
  ['batch/Job', job],
  ['bitnami.com/SealedSecret', sealedSecret],
  ['cert-manager.io/Certificate', certificate],
  ['cert-manager.io/ClusterIssuer', issuer],
  ['cert-manager.io/Issuer', issuer],
  ['extensions/Ingress', ingress],
  ['external-secrets.io/ClusterExternalSecret', clusterExternalSecret],
  ['external-secrets.io/ClusterSecretStore', secretStore],
  ['external-secrets.io/ExternalSecret', externalSecret],
  ['external-secrets.io/PushSecret', pushSecret],
  ['external-secrets.io/SecretStore', secretStore],
  ['gateway.networking.k8s.io/Gateway', gateway],
  ['helm.toolkit.fluxcd.io/HelmRelease', helmRelease],
  ['keda.sh/ClusterTriggerAuthentication', triggerAuthentication],
  ['keda.sh/TriggerAuthentication', triggerAuthentication],
  ['kustomize.toolkit.fluxcd.io/Kustomization', kustomization],
  ['kafka.strimzi.io/KafkaUser', kafkaUser],
  ['kyverno.io/ClusterPolicy', kyvernoPolicy],
  ['kyverno.io/Policy', kyvernoPolicy],
  ['networking.istio.io/DestinationRule', istioDestinationRule],
  ['networking.istio.io/Gateway', istioGateway],
  ['networking.k8s.io/Ingress', ingress],
  ['onepassword.com/OnePasswordItem', onePasswordItem],
  ['rbac.authorization.k8s.io/ClusterRole', role],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', roleBinding],
  ['rbac.authorization.k8s.io/Role', role],
  ['rbac.authorization.k8s.io/RoleBinding', roleBinding],
  ['route.openshift.io/Route', route],
  ['secrets-store.csi.x-k8s.io/SecretProviderClass', secretProviderClass],
  ['secrets.hashicorp.com/VaultAuth', vaultAuth],
  ['secrets.hashicorp.com/VaultAuthGlobal', vaultAuth],
  ['secrets.hashicorp.com/VaultConnection', vaultAuth],
  ['secrets.hashicorp.com/VaultDynamicSecret', vaultDynamicSecret],
  ['secrets.hashicorp.com/VaultPKISecret', vaultPkiSecret],
  ['secrets.hashicorp.com/VaultStaticSecret', vaultStaticSecret],
  ['snapshot.storage.k8s.io/VolumeSnapshotClass', storageClass],
  ['storage.k8s.io/StorageClass', storageClass],
]);

/** The extractor of a kind; any unknown kind is read by convention. */
export function extractorFor(apiGroup: string, kind: string): Extractor {
  return EXTRACTORS.get(`${apiGroup}/${kind}`) ?? customResource;
}

/** The kinds that are not read by convention, as `group/kind`. */
export function extractedKinds(): string[] {
  return [...EXTRACTORS.keys()];
}
