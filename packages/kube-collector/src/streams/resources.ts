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

/** A built-in resource that is followed. */
export interface BuiltInResource {
  /** For example `v1` or `apps/v1`. */
  groupVersion: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  /** Its data is text in which credentials may stand: without leave to look at values no data leaves the server. */
  holdsText?: boolean;
}

const LINES: [groupVersion: string, ...resources: string[]][] = [
  // First what tells whose a namespace is, and what takes longest last.
  ['v1', 'Namespace namespaces -', 'ServiceAccount serviceaccounts'],
  [
    'apps/v1',
    'Deployment deployments',
    'StatefulSet statefulsets',
    'DaemonSet daemonsets',
    'ReplicaSet replicasets',
  ],
  ['batch/v1', 'CronJob cronjobs', 'Job jobs'],
  ['v1', 'Pod pods', 'ConfigMap configmaps', 'ResourceQuota resourcequotas'],
  ['networking.k8s.io/v1', 'Ingress ingresses'],
  [
    'v1',
    'PersistentVolume persistentvolumes -',
    'PersistentVolumeClaim persistentvolumeclaims',
  ],
  ['storage.k8s.io/v1', 'StorageClass storageclasses -'],
  [
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration validatingwebhookconfigurations -',
    'MutatingWebhookConfiguration mutatingwebhookconfigurations -',
  ],
  [
    'rbac.authorization.k8s.io/v1',
    'Role roles',
    'RoleBinding rolebindings',
    'ClusterRole clusterroles -',
    'ClusterRoleBinding clusterrolebindings -',
  ],
];

/** The built-in resources that tell consumers, lineage and access, beside Secrets. */
export const builtInResources: BuiltInResource[] = LINES.flatMap(
  ([groupVersion, ...resources]) =>
    resources.map(line => {
      const [kind, plural, scope] = line.split(' ');
      return {
        groupVersion,
        kind,
        plural,
        namespaced: scope !== '-',
        ...(plural === 'configmaps' ? { holdsText: true } : {}),
      };
    }),
);

/**
 * The kinds that deliver or use Secrets and that this version reads as plain
 * objects. A group that a cluster does not serve is looked for again later.
 *
 * @public
 */
export const knownCustomKinds: { group: string; resource: string }[] =
  knownSystems.collected;
