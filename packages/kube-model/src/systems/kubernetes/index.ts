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

import { configMap } from './configMap';
import { ingress } from './ingress';
import { namespace } from './namespace';
import { role, roleBinding } from './rbac';
import { resourceQuota } from './resourceQuota';
import { serviceAccount } from './serviceAccount';
import {
  persistentVolume,
  persistentVolumeClaim,
  storageClass,
} from './storage';
import { caInjected } from './webhookConfiguration';
import {
  cronJob,
  daemonSet,
  job,
  pod,
  podTemplate,
  replicaSet,
  workload,
} from './workload';
import type { KnownSystem } from '../KnownSystem';

/** Kubernetes itself. Its Secrets, and which of its kinds are followed, are no matter of a custom kind. */
export const kubernetes: KnownSystem = {
  id: 'kubernetes',
  kinds: [
    {
      group: '',
      kind: 'ConfigMap',
      resource: 'configmaps',
      extractor: configMap,
    },
    {
      group: '',
      kind: 'Namespace',
      resource: 'namespaces',
      extractor: namespace,
    },
    {
      group: '',
      kind: 'PersistentVolume',
      resource: 'persistentvolumes',
      extractor: persistentVolume,
    },
    {
      group: '',
      kind: 'PersistentVolumeClaim',
      resource: 'persistentvolumeclaims',
      extractor: persistentVolumeClaim,
    },
    { group: '', kind: 'Pod', resource: 'pods', extractor: pod },
    {
      group: '',
      kind: 'PodTemplate',
      resource: 'podtemplates',
      extractor: podTemplate,
    },
    {
      group: '',
      kind: 'ReplicationController',
      resource: 'replicationcontrollers',
      extractor: workload,
    },
    {
      group: '',
      kind: 'ResourceQuota',
      resource: 'resourcequotas',
      extractor: resourceQuota,
    },
    {
      group: '',
      kind: 'ServiceAccount',
      resource: 'serviceaccounts',
      extractor: serviceAccount,
    },
    {
      group: 'admissionregistration.k8s.io',
      kind: 'MutatingWebhookConfiguration',
      resource: 'mutatingwebhookconfigurations',
      extractor: caInjected,
    },
    {
      group: 'admissionregistration.k8s.io',
      kind: 'ValidatingWebhookConfiguration',
      resource: 'validatingwebhookconfigurations',
      extractor: caInjected,
    },
    {
      group: 'apiextensions.k8s.io',
      kind: 'CustomResourceDefinition',
      resource: 'customresourcedefinitions',
      extractor: caInjected,
    },
    {
      group: 'apiregistration.k8s.io',
      kind: 'APIService',
      resource: 'apiservices',
      extractor: caInjected,
    },
    {
      group: 'apps',
      kind: 'DaemonSet',
      resource: 'daemonsets',
      extractor: daemonSet,
    },
    {
      group: 'apps',
      kind: 'Deployment',
      resource: 'deployments',
      extractor: workload,
    },
    {
      group: 'apps',
      kind: 'ReplicaSet',
      resource: 'replicasets',
      extractor: replicaSet,
    },
    {
      group: 'apps',
      kind: 'StatefulSet',
      resource: 'statefulsets',
      extractor: workload,
    },
    {
      group: 'batch',
      kind: 'CronJob',
      resource: 'cronjobs',
      extractor: cronJob,
    },
    { group: 'batch', kind: 'Job', resource: 'jobs', extractor: job },
    {
      group: 'extensions',
      kind: 'Ingress',
      resource: 'ingresses',
      extractor: ingress,
    },
    {
      group: 'networking.k8s.io',
      kind: 'Ingress',
      resource: 'ingresses',
      extractor: ingress,
      transit: 'serves',
    },
    {
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      resource: 'clusterroles',
      extractor: role,
    },
    {
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRoleBinding',
      resource: 'clusterrolebindings',
      extractor: roleBinding,
    },
    {
      group: 'rbac.authorization.k8s.io',
      kind: 'Role',
      resource: 'roles',
      extractor: role,
    },
    {
      group: 'rbac.authorization.k8s.io',
      kind: 'RoleBinding',
      resource: 'rolebindings',
      extractor: roleBinding,
    },
    {
      group: 'snapshot.storage.k8s.io',
      kind: 'VolumeSnapshotClass',
      resource: 'volumesnapshotclasses',
      extractor: storageClass,
    },
    {
      group: 'storage.k8s.io',
      kind: 'StorageClass',
      resource: 'storageclasses',
      extractor: storageClass,
    },
  ],
};
