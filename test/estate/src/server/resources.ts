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

/** A kind that the simulated API servers serve. */
export interface ServedResource {
  groupVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
}

const served: Record<string, string[]> = {
  v1: [
    'Secret secrets',
    'ConfigMap configmaps',
    'Pod pods',
    'Service services',
    'Event events',
    'ServiceAccount serviceaccounts',
    'PersistentVolumeClaim persistentvolumeclaims',
    'LimitRange limitranges',
    'ResourceQuota resourcequotas',
    'Namespace namespaces -',
    'Node nodes -',
    'PersistentVolume persistentvolumes -',
  ],
  'apps/v1': [
    'Deployment deployments',
    'StatefulSet statefulsets',
    'DaemonSet daemonsets',
    'ReplicaSet replicasets',
  ],
  'autoscaling/v2': ['HorizontalPodAutoscaler horizontalpodautoscalers'],
  'metrics.k8s.io/v1beta1': ['PodMetrics pods'],
  'batch/v1': ['Job jobs', 'CronJob cronjobs'],
  'networking.k8s.io/v1': ['Ingress ingresses'],
  'gateway.networking.k8s.io/v1': ['Gateway gateways'],
  'storage.k8s.io/v1': ['StorageClass storageclasses -'],
  'admissionregistration.k8s.io/v1': [
    'ValidatingWebhookConfiguration validatingwebhookconfigurations -',
    'MutatingWebhookConfiguration mutatingwebhookconfigurations -',
  ],
  'rbac.authorization.k8s.io/v1': [
    'Role roles',
    'RoleBinding rolebindings',
    'ClusterRole clusterroles -',
    'ClusterRoleBinding clusterrolebindings -',
  ],
  'external-secrets.io/v1': [
    'ExternalSecret externalsecrets',
    'SecretStore secretstores',
    'ClusterSecretStore clustersecretstores -',
  ],
  'external-secrets.io/v1alpha1': ['PushSecret pushsecrets'],
  'bitnami.com/v1alpha1': ['SealedSecret sealedsecrets'],
  'cert-manager.io/v1': [
    'Certificate certificates',
    'Issuer issuers',
    'ClusterIssuer clusterissuers -',
  ],
  'secrets.hashicorp.com/v1beta1': [
    'VaultStaticSecret vaultstaticsecrets',
    'VaultAuth vaultauths',
  ],
  'secrets-store.csi.x-k8s.io/v1': [
    'SecretProviderClass secretproviderclasses',
  ],
  'argoproj.io/v1alpha1': ['Application applications'],
  'source.toolkit.fluxcd.io/v1': ['GitRepository gitrepositories'],
  'kustomize.toolkit.fluxcd.io/v1': ['Kustomization kustomizations'],
  'helm.toolkit.fluxcd.io/v2': ['HelmRelease helmreleases'],
};

/** All kinds that the simulated API servers serve. */
export const servedResources: ServedResource[] = Object.entries(served).flatMap(
  ([groupVersion, lines]) =>
    lines.map(line => {
      const [kind, plural, scope] = line.split(' ');
      return { groupVersion, kind, plural, namespaced: scope === undefined };
    }),
);

/** The answers of the discovery paths, `undefined` for any other path. */
export function discover(path: string): object | undefined {
  if (path === '/version') {
    return { major: '1', minor: '34', gitVersion: 'v1.34.0+simulated' };
  }
  if (path === '/api') {
    return { kind: 'APIVersions', versions: ['v1'] };
  }
  if (path === '/apis') {
    const groups = new Map<
      string,
      { groupVersion: string; version: string }[]
    >();
    for (const groupVersion of Object.keys(served)) {
      const [name, version] = groupVersion.split('/');
      if (version) {
        const known = groups.get(name) ?? [];
        groups.set(name, [...known, { groupVersion, version }]);
      }
    }
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups].map(([name, versions]) => ({
        name,
        versions,
        preferredVersion: versions[0],
      })),
    };
  }
  if (path === '/openapi/v3') {
    // Keyward knows all custom kinds of the estate, and asks for no schema.
    return {
      paths: Object.fromEntries(
        Object.keys(served).map(groupVersion => {
          const root = groupVersion.includes('/') ? 'apis' : 'api';
          const key = `${root}/${groupVersion}`;
          return [key, { serverRelativeURL: `/openapi/v3/${key}?hash=1` }];
        }),
      ),
    };
  }
  const groupVersion = /^\/apis?\/(.+)$/.exec(path)?.[1];
  if (!groupVersion || !served[groupVersion]) {
    return undefined;
  }
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: servedResources
      .filter(resource => resource.groupVersion === groupVersion)
      .map(({ kind, plural, namespaced }) => ({
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        verbs: ['get', 'list', 'watch'],
      })),
  };
}
