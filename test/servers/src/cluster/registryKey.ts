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
import { KubernetesManifest } from '../manifests/KubernetesManifest';

// Where the API server keeps built-in kinds below /registry. The names are
// not always those of the API: they are older than it.
const builtInFolders: Record<string, string> = {
  'apps/DaemonSet': 'daemonsets',
  'apps/Deployment': 'deployments',
  'apps/ReplicaSet': 'replicasets',
  'apps/StatefulSet': 'statefulsets',
  'batch/CronJob': 'cronjobs',
  'batch/Job': 'jobs',
  '/ConfigMap': 'configmaps',
  '/Endpoints': 'services/endpoints',
  '/Event': 'events',
  '/LimitRange': 'limitranges',
  '/Namespace': 'namespaces',
  '/Node': 'minions',
  '/PersistentVolume': 'persistentvolumes',
  '/PersistentVolumeClaim': 'persistentvolumeclaims',
  '/Pod': 'pods',
  '/ResourceQuota': 'resourcequotas',
  '/Secret': 'secrets',
  '/Service': 'services/specs',
  '/ServiceAccount': 'serviceaccounts',
  'networking.k8s.io/Ingress': 'ingress',
  'networking.k8s.io/NetworkPolicy': 'networkpolicies',
  'networking.k8s.io/IngressClass': 'ingressclasses',
  'policy/PodDisruptionBudget': 'poddisruptionbudgets',
  'scheduling.k8s.io/PriorityClass': 'priorityclasses',
  'rbac.authorization.k8s.io/ClusterRole': 'clusterroles',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'clusterrolebindings',
  'rbac.authorization.k8s.io/Role': 'roles',
  'rbac.authorization.k8s.io/RoleBinding': 'rolebindings',
  'storage.k8s.io/StorageClass': 'storageclasses',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration':
    'mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration':
    'validatingwebhookconfigurations',
  'apiextensions.k8s.io/CustomResourceDefinition':
    'apiextensions.k8s.io/customresourcedefinitions',
};

/** The API group of a manifest, empty for the core group. */
export function groupOf(manifest: KubernetesManifest): string {
  const slash = manifest.apiVersion.indexOf('/');
  return slash < 0 ? '' : manifest.apiVersion.slice(0, slash);
}

/**
 * The etcd key of an object.
 *
 * @param plural - the resource name of a custom kind; built-in kinds are known
 */
export function registryKey(
  manifest: KubernetesManifest,
  plural?: string,
): string {
  const group = groupOf(manifest);
  const builtIn = builtInFolders[`${group}/${manifest.kind}`];
  const folder =
    builtIn ?? (plural && group ? `${group}/${plural}` : undefined);
  if (!folder) {
    throw new Error(
      `Where the API server keeps ${manifest.apiVersion} ${manifest.kind} is not known: add it to registryKey.ts`,
    );
  }
  const { namespace, name } = manifest.metadata;
  return ['/registry', folder, namespace, name].filter(Boolean).join('/');
}
