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

import type { PlatformSecret } from '../facts';

/**
 * What platforms read by name, type, label or annotation. A row more is enough
 * for another platform; adopters add theirs by `secrets.findings.platformSecrets`.
 */
export const platformSecrets: readonly PlatformSecret[] = [
  // Kubernetes
  {
    platform: 'Kubernetes',
    reader: 'token controller',
    type: 'kubernetes.io/service-account-token',
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
  },
  {
    platform: 'Kubernetes',
    reader: 'bootstrap token authenticator',
    type: 'bootstrap.kubernetes.io/token',
    source:
      'https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/',
  },
  {
    platform: 'Kubernetes',
    reader: 'kubeadm join',
    names: ['kubeadm-certs'],
    namespaces: ['kube-system'],
    source:
      'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/high-availability/',
  },
  {
    platform: 'Kubernetes Dashboard',
    names: ['kubernetes-dashboard-csrf', 'kubernetes-dashboard-key-holder'],
    source: 'https://github.com/kubernetes/dashboard',
  },

  // Delivery
  {
    platform: 'Helm',
    type: 'helm.sh/release.v1',
    source: 'https://helm.sh/docs/topics/advanced/',
  },
  {
    platform: 'Argo CD',
    reader: 'repositories and clusters',
    label: 'argocd.argoproj.io/secret-type',
    source:
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/',
  },
  {
    platform: 'Argo CD',
    reader: 'settings',
    names: ['argocd-secret'],
    source:
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-secret-yaml/',
  },
  {
    platform: 'Argo CD',
    reader: 'notifications controller',
    names: ['argocd-notifications-secret'],
    source:
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/',
  },
  {
    platform: 'Tekton',
    reader: 'Git credentials of a ServiceAccount',
    annotation: 'tekton.dev/git-*',
    source: 'https://tekton.dev/docs/pipelines/auth/',
  },
  {
    platform: 'Tekton',
    reader: 'registry credentials of a ServiceAccount',
    annotation: 'tekton.dev/docker-*',
    source: 'https://tekton.dev/docs/pipelines/auth/',
  },
  {
    platform: 'Tekton',
    reader: 'Chains',
    names: ['signing-secrets'],
    namespaces: ['tekton-chains'],
    source: 'https://tekton.dev/docs/chains/signing/',
  },
  {
    platform: 'Jenkins',
    reader: 'Kubernetes Credentials Provider',
    label: 'jenkins.io/credentials-type',
    source:
      'https://jenkinsci.github.io/kubernetes-credentials-provider-plugin/',
  },

  // Clusters
  {
    platform: 'Cluster API',
    type: 'cluster.x-k8s.io/secret',
    source:
      'https://cluster-api.sigs.k8s.io/tasks/certs/using-custom-certificates',
  },
  {
    platform: 'Cluster API',
    label: 'cluster.x-k8s.io/cluster-name',
    names: [
      '*-kubeconfig',
      '*-ca',
      '*-etcd',
      '*-proxy',
      '*-sa',
      '*-apiserver-etcd-client',
    ],
    source:
      'https://cluster-api.sigs.k8s.io/tasks/certs/using-custom-certificates',
  },
  {
    platform: 'k3s',
    names: ['k3s-serving', '*.node-password.k3s'],
    namespaces: ['kube-system'],
    source: 'https://docs.k3s.io/architecture',
  },
  {
    platform: 'RKE2',
    names: ['rke2-serving', '*.node-password.rke2'],
    namespaces: ['kube-system'],
    source: 'https://docs.rke2.io/architecture',
  },
  {
    platform: 'Gardener',
    label: 'gardener.cloud/role',
    source: 'https://gardener.cloud/docs/gardener/concepts/controller-manager/',
  },
  {
    platform: 'Open Cluster Management',
    names: ['bootstrap-hub-kubeconfig', 'hub-kubeconfig-secret'],
    source: 'https://open-cluster-management.io/docs/concepts/architecture/',
  },
  {
    platform: 'Rancher',
    type: 'rke.cattle.io/*',
    source: 'https://github.com/rancher/rancher',
  },
  {
    platform: 'Rancher',
    reader: 'cloud credentials',
    type: 'provisioning.cattle.io/cloud-credential',
    source: 'https://github.com/rancher/rancher',
  },
  {
    platform: 'Rancher',
    reader: 'cloud credentials',
    names: ['cc-*'],
    namespaces: ['cattle-global-data'],
    source: 'https://github.com/rancher/rancher',
  },
  {
    platform: 'Rancher',
    names: [
      'bootstrap-secret',
      'cattle-webhook-*',
      'serving-cert',
      'tls-rancher',
      'tls-rancher-ingress',
      'tls-rancher-internal',
      'tls-rancher-internal-ca',
    ],
    namespaces: ['cattle-system'],
    source:
      'https://ranchermanager.docs.rancher.com/getting-started/installation-and-upgrade/resources/add-tls-secrets',
  },
  {
    platform: 'Fleet',
    type: 'fleet.cattle.io/*',
    source: 'https://fleet.rancher.io/',
  },

  // OpenShift
  {
    platform: 'OpenShift',
    reader: 'OAuth server',
    names: ['kubeadmin'],
    namespaces: ['kube-system'],
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/authentication_and_authorization/removing-kubeadmin',
  },
  {
    platform: 'OpenShift',
    reader: 'cloud credential operator',
    names: [
      'aws-creds',
      'azure-credentials',
      'gcp-credentials',
      'openstack-credentials',
      'vsphere-creds',
    ],
    namespaces: ['kube-system'],
    source: 'https://github.com/openshift/cloud-credential-operator',
  },
  {
    platform: 'OpenShift',
    reader: 'ingress operator',
    names: ['router-ca', 'router-certs', 'router-certs-*'],
    namespaces: ['openshift-*'],
    source: 'https://github.com/openshift/cluster-ingress-operator',
  },
  {
    platform: 'OpenShift',
    reader: 'machine config operator',
    names: ['pull-secret', 'initial-service-account-private-key'],
    namespaces: ['openshift-config'],
    source: 'https://github.com/openshift/machine-config-operator',
  },
  {
    platform: 'OpenShift',
    reader: 'image registry operator',
    names: [
      'image-registry-private-configuration',
      'image-registry-private-configuration-user',
      'installation-pull-secrets',
    ],
    namespaces: ['openshift-image-registry'],
    source: 'https://github.com/openshift/cluster-image-registry-operator',
  },
  {
    platform: 'OpenShift',
    reader: 'machine API',
    names: ['master-user-data*', 'worker-user-data*'],
    namespaces: ['openshift-machine-api'],
    source: 'https://github.com/openshift/machine-api-operator',
  },
  {
    platform: 'OpenShift',
    reader: 'operator that rotates it',
    label: 'auth.openshift.io/managed-certificate-type',
    source: 'https://github.com/openshift/library-go',
  },
  {
    platform: 'OpenShift',
    reader: 'operator that rotates it',
    annotation: 'auth.openshift.io/certificate-*',
    source: 'https://github.com/openshift/library-go',
  },

  // Secrets
  {
    platform: 'Sealed Secrets',
    reader: 'controller',
    label: 'sealedsecrets.bitnami.com/sealed-secrets-key',
    source: 'https://github.com/bitnami-labs/sealed-secrets',
  },
  {
    platform: 'External Secrets Operator',
    reader: 'webhook and its certificate controller',
    names: ['external-secrets-webhook'],
    source: 'https://external-secrets.io/latest/api/components/',
  },
  {
    platform: 'Vault Secrets Operator',
    reader: 'client cache',
    names: ['vso-cc-*'],
    source:
      'https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/sources/vault/client-cache',
  },
  {
    platform: 'Reflector',
    reader: 'copies',
    annotation: 'reflector.v1.k8s.emberstack.com/reflection-allowed',
    source: 'https://github.com/emberstack/kubernetes-reflector',
  },
  {
    platform: 'Reflector',
    reader: 'copies',
    annotation: 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled',
    source: 'https://github.com/emberstack/kubernetes-reflector',
  },
  {
    platform: 'Replicator',
    reader: 'copies',
    annotation: 'replicator.v1.mittwald.de/replicate-to',
    source: 'https://github.com/mittwald/kubernetes-replicator',
  },
  {
    platform: 'Replicator',
    reader: 'copies',
    annotation: 'replicator.v1.mittwald.de/replication-allowed',
    source: 'https://github.com/mittwald/kubernetes-replicator',
  },

  // Certificates and policies
  {
    platform: 'cert-manager',
    reader: 'webhook',
    names: ['cert-manager-webhook-ca'],
    source: 'https://cert-manager.io/docs/concepts/webhook/',
  },
  {
    platform: 'cert-manager',
    reader: 'certificates controller',
    label: 'cert-manager.io/next-private-key',
    source: 'https://cert-manager.io/docs/usage/certificate/',
  },
  {
    platform: 'Kyverno',
    reader: 'webhooks',
    names: ['*.kyverno-tls-ca', '*.kyverno-tls-pair'],
    source: 'https://kyverno.io/docs/installation/customization/',
  },
  {
    platform: 'Knative',
    reader: 'webhooks',
    names: ['*webhook-certs', '*-serving-certs'],
    namespaces: ['knative-*'],
    source: 'https://knative.dev/docs/',
  },
  {
    platform: 'Tekton',
    reader: 'webhooks',
    names: ['*webhook-certs'],
    namespaces: ['tekton-*'],
    source: 'https://github.com/tektoncd/pipeline',
  },

  // Networks
  {
    platform: 'Istio',
    reader: 'istiod',
    names: ['cacerts', 'istio-ca-secret', 'istio-kubeconfig'],
    namespaces: ['istio-*'],
    source: 'https://istio.io/latest/docs/tasks/security/cert-management/',
  },
  {
    platform: 'Istio',
    reader: 'certificate authority',
    type: 'istio.io/*',
    source: 'https://istio.io/latest/docs/tasks/security/cert-management/',
  },
  {
    platform: 'Istio',
    reader: 'remote clusters',
    label: 'istio/multiCluster',
    source: 'https://istio.io/latest/docs/setup/install/multicluster/',
  },
  {
    platform: 'Linkerd',
    reader: 'remote clusters',
    type: 'mirror.linkerd.io/remote-kubeconfig',
    source: 'https://linkerd.io/2/tasks/multicluster/',
  },
  {
    platform: 'Cilium',
    names: ['cilium-ca', 'hubble-ca-secret'],
    source:
      'https://docs.cilium.io/en/stable/observability/hubble/configuration/tls/',
  },
  {
    platform: 'Kong',
    reader: 'credentials of consumers',
    label: 'konghq.com/credential',
    source:
      'https://developer.konghq.com/kubernetes-ingress-controller/migrate/credential-kongcredtype-label',
  },
  {
    platform: 'Kong',
    reader: 'certificate authorities',
    label: 'konghq.com/ca-cert',
    source: 'https://developer.konghq.com/kubernetes-ingress-controller/',
  },
  {
    platform: 'Dapr',
    reader: 'Sentry',
    names: ['dapr-trust-bundle'],
    source: 'https://docs.dapr.io/operations/security/mtls/',
  },
  {
    platform: 'Tailscale',
    reader: 'state of proxies',
    label: 'tailscale.com/managed',
    source: 'https://tailscale.com/kb/1236/kubernetes-operator',
  },

  // Storage and backups
  {
    platform: 'Velero',
    names: ['cloud-credentials'],
    namespaces: ['*velero*', 'openshift-adp'],
    source: 'https://velero.io/docs/main/locations/',
  },
  {
    platform: 'Velero',
    reader: 'backup repositories',
    names: ['velero-repo-credentials', 'velero-restic-credentials'],
    source: 'https://velero.io/docs/main/file-system-backup/',
  },
  {
    platform: 'Longhorn',
    names: ['longhorn-grpc-tls', 'longhorn-webhook-ca', 'longhorn-webhook-tls'],
    source: 'https://longhorn.io/docs/latest/advanced-resources/security/',
  },
  {
    platform: 'Rook',
    reader: 'operator',
    type: 'kubernetes.io/rook',
    source: 'https://rook.io/docs/rook/latest/',
  },
  {
    platform: 'Crossplane',
    names: [
      'crossplane-root-ca',
      'crossplane-tls-client',
      'crossplane-tls-server',
    ],
    source: 'https://docs.crossplane.io/latest/',
  },

  // Dashboards: the sidecars of their charts
  ...[
    'grafana_alert',
    'grafana_dashboard',
    'grafana_datasource',
    'grafana_notifier',
    'grafana_plugin',
  ].map(label => ({
    platform: 'Grafana',
    reader: 'sidecar',
    label,
    source: 'https://github.com/grafana/helm-charts',
  })),
  {
    platform: 'Loki',
    reader: 'sidecar of rules',
    label: 'loki_rule',
    source: 'https://github.com/grafana/loki',
  },

  // Databases
  {
    platform: 'Postgres Operator of Zalando',
    names: ['*.credentials.postgresql.acid.zalan.do'],
    source: 'https://postgres-operator.readthedocs.io/en/latest/user/',
  },
  {
    platform: 'Crunchy Postgres for Kubernetes',
    label: 'postgres-operator.crunchydata.com/cluster',
    source: 'https://access.crunchydata.com/documentation/postgres-operator/',
  },
  {
    platform: 'Strimzi',
    reader: 'cluster operator',
    label: 'strimzi.io/cluster',
    names: ['*-ca', '*-ca-cert', '*-certs'],
    source: 'https://strimzi.io/docs/operators/latest/deploying',
  },
  {
    platform: 'Elastic Cloud on Kubernetes',
    reader: 'operator',
    label: 'common.k8s.elastic.co/type',
    source: 'https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s',
  },
  {
    platform: 'Elastic Cloud on Kubernetes',
    reader: 'licences',
    label: 'license.k8s.elastic.co/scope',
    source: 'https://www.elastic.co/docs/deploy-manage/license',
  },

  // What people mark themselves
  {
    platform: 'Kor',
    reader: 'mark',
    label: 'kor/used',
    labelValue: 'true',
    source: 'https://github.com/yonahd/kor',
  },
];
