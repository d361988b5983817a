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

/** What a chart gives its ServiceAccount, in a test's shorthand. */
export interface Chart {
  name: string;
  /** Where its maintainers publish it. */
  source: string;
  account: { namespace: string; name: string };
  /** `VERBS RESOURCE[.GROUP][/SUBRESOURCE] [NAMES]`, in all namespaces. */
  clusterWide: string[];
  /** The same, in its own namespace. */
  own?: string[];
}

const SECRETS_RW = 'get,list,watch,create,update,delete secrets';

/**
 * What well-known charts give by default, written down by what it is and not as
 * they write it. What has nothing to do with Secrets or a way to them is left out.
 */
export const charts: Chart[] = [
  {
    name: 'cert-manager',
    source:
      'https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/templates/rbac.yaml',
    account: { namespace: 'cert-manager', name: 'cert-manager' },
    clusterWide: [
      SECRETS_RW,
      'patch secrets',
      'get,list,watch,update,patch issuers.cert-manager.io',
      'get,list,watch,update,patch clusterissuers.cert-manager.io',
      'get,list,watch,create,update,patch,delete certificates.cert-manager.io',
      'get,list,watch,create,delete pods',
      'get,list,watch,create,delete,update ingresses.networking.k8s.io',
      'create,patch events',
    ],
    own: ['create serviceaccounts/token cert-manager'],
  },
  {
    name: 'ingress-nginx',
    source:
      'https://github.com/kubernetes/ingress-nginx/blob/main/charts/ingress-nginx/templates/clusterrole.yaml',
    account: { namespace: 'ingress-nginx', name: 'ingress-nginx' },
    clusterWide: [
      'list,watch configmaps',
      'list,watch endpoints',
      'get,list,watch nodes',
      'list,watch pods',
      'list,watch secrets',
      'get,list,watch,update services',
      'get,list,watch ingresses.networking.k8s.io',
      'update ingresses.networking.k8s.io/status',
      'create,patch events',
    ],
    own: ['get,list,watch secrets', 'get,list,watch pods'],
  },
  {
    name: 'external-secrets',
    source:
      'https://github.com/external-secrets/external-secrets/blob/main/deploy/charts/external-secrets/templates/rbac.yaml',
    account: { namespace: 'external-secrets', name: 'external-secrets' },
    clusterWide: [
      SECRETS_RW,
      'patch secrets',
      'get,list,watch,update,patch secretstores.external-secrets.io',
      'get,list,watch,update,patch clustersecretstores.external-secrets.io',
      'get,list,watch,create,update,patch externalsecrets.external-secrets.io',
      'get,list,watch serviceaccounts',
      'create serviceaccounts/token',
    ],
  },
  {
    name: 'argo-cd (application controller)',
    source:
      'https://github.com/argoproj/argo-helm/blob/main/charts/argo-cd/templates/argocd-application-controller/clusterrole.yaml',
    account: { namespace: 'argocd', name: 'argocd-application-controller' },
    clusterWide: ['* *.*'],
  },
  {
    name: 'reflector',
    source:
      'https://github.com/emberstack/kubernetes-reflector/blob/main/src/helm/reflector/templates/clusterRole.yaml',
    account: { namespace: 'reflector', name: 'reflector' },
    clusterWide: ['* configmaps', '* secrets', 'watch,list namespaces'],
  },
  {
    name: 'reloader',
    source:
      'https://github.com/stakater/Reloader/blob/master/deployments/kubernetes/manifests/clusterrole.yaml',
    account: { namespace: 'reloader', name: 'reloader' },
    clusterWide: [
      'list,get,watch secrets',
      'list,get,watch configmaps',
      'list,get,update,patch deployments.apps',
      'list,get,update,patch daemonsets.apps',
      'list,get,update,patch statefulsets.apps',
    ],
  },
  {
    name: 'kubernetes-dashboard',
    source:
      'https://github.com/kubernetes/dashboard/blob/v2.7.0/aio/deploy/recommended.yaml',
    account: {
      namespace: 'kubernetes-dashboard',
      name: 'kubernetes-dashboard',
    },
    clusterWide: [
      'get,list,watch pods.metrics.k8s.io',
      'get,list,watch nodes.metrics.k8s.io',
    ],
    own: [
      'get,update,delete secrets kubernetes-dashboard-key-holder,kubernetes-dashboard-certs,kubernetes-dashboard-csrf',
      'get,update configmaps kubernetes-dashboard-settings',
    ],
  },
];
