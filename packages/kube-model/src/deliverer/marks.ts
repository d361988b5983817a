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

import { type ObjectMetadata } from '../metadata';

/** A tool's object, as a mark tells it. */
export interface MarkedObject {
  namespace?: string;
  name?: string;
}

/** A label or annotation by which a tool marks what it made. */
export interface Mark {
  kind: string;
  apiGroup?: string;
  key: string;
  basis: 'label' | 'annotation';
  /** The tool's object; undefined when the mark says something else after all. */
  read: (value: string, metadata: ObjectMetadata) => MarkedObject | undefined;
}

/**
 * The CSI driver makes the pods (or what made these) owners of the Secret, so
 * that it goes with them: here the mark counts more than the owner.
 */
export const CSI_MARK: Mark = {
  kind: 'SecretProviderClass',
  apiGroup: 'secrets-store.csi.x-k8s.io',
  key: 'secrets-store.csi.k8s.io/managed',
  basis: 'label',
  read: (value, { namespace }) =>
    value === 'true' ? { namespace } : undefined,
};

/** The closer a tool is to the value, the earlier it stands. */
export const MARKS: Mark[] = [
  {
    kind: 'SealedSecret',
    apiGroup: 'bitnami.com',
    key: 'sealedsecrets.bitnami.com/managed',
    basis: 'annotation',
    read: (_, { namespace, name }) => ({ namespace, name }),
  },
  {
    kind: 'ExternalSecret',
    apiGroup: 'external-secrets.io',
    key: 'reconcile.external-secrets.io/managed',
    basis: 'label',
    read: (_, { namespace }) => ({ namespace }),
  },
  {
    kind: 'Certificate',
    apiGroup: 'cert-manager.io',
    key: 'cert-manager.io/certificate-name',
    basis: 'annotation',
    read: ownNamespace,
  },
  {
    kind: 'Bundle',
    apiGroup: 'trust.cert-manager.io',
    key: 'trust.cert-manager.io/bundle',
    basis: 'label',
    read: name => ({ name }),
  },
  {
    kind: 'Vault Secrets Operator',
    apiGroup: 'secrets.hashicorp.com',
    key: 'secrets.hashicorp.com/vso-ownerRefUID',
    basis: 'label',
    read: (_, { namespace }) => ({ namespace }),
  },
  {
    kind: 'OnePasswordItem',
    apiGroup: 'onepassword.com',
    key: 'operator.1password.io/item-path',
    basis: 'annotation',
    read: (_, { namespace, name }) => ({ namespace, name }),
  },
  {
    kind: 'OpenShift service CA',
    key: 'service.beta.openshift.io/originating-service-name',
    basis: 'annotation',
    read: ownNamespace,
  },
  {
    kind: 'Reflector',
    key: 'reflector.v1.k8s.emberstack.com/reflects',
    basis: 'annotation',
    read: namespacedName,
  },
  {
    kind: 'Replicator',
    key: 'replicator.v1.mittwald.de/replicate-from',
    basis: 'annotation',
    read: namespacedName,
  },
  {
    kind: 'Kyverno',
    apiGroup: 'kyverno.io',
    key: 'generate.kyverno.io/policy-name',
    basis: 'label',
    read: (name, { labels }) => ({
      namespace: labels['generate.kyverno.io/policy-namespace'],
      name,
    }),
  },
  {
    kind: 'HelmRelease',
    apiGroup: 'helm.toolkit.fluxcd.io',
    key: 'helm.toolkit.fluxcd.io/name',
    basis: 'label',
    read: (name, { labels }) => ({
      namespace: labels['helm.toolkit.fluxcd.io/namespace'],
      name,
    }),
  },
  {
    kind: 'Flux',
    apiGroup: 'kustomize.toolkit.fluxcd.io',
    key: 'kustomize.toolkit.fluxcd.io/name',
    basis: 'label',
    read: (name, { labels }) => ({
      namespace: labels['kustomize.toolkit.fluxcd.io/namespace'],
      name,
    }),
  },
  {
    kind: 'Argo CD',
    apiGroup: 'argoproj.io',
    key: 'argocd.argoproj.io/tracking-id',
    basis: 'annotation',
    read: trackedBy,
  },
  {
    kind: 'Argo CD',
    apiGroup: 'argoproj.io',
    key: 'argocd.argoproj.io/instance',
    basis: 'label',
    read: name => ({ name }),
  },
  {
    kind: 'Config Sync',
    apiGroup: 'configmanagement.gke.io',
    key: 'configmanagement.gke.io/managed',
    basis: 'annotation',
    read: value => (value === 'enabled' ? {} : undefined),
  },
  {
    kind: 'Velero',
    apiGroup: 'velero.io',
    key: 'velero.io/restore-name',
    basis: 'label',
    read: name => ({ name }),
  },
  {
    kind: 'kapp',
    key: 'kapp.k14s.io/app',
    basis: 'label',
    read: () => ({}),
  },
  {
    kind: 'Helm',
    key: 'meta.helm.sh/release-name',
    basis: 'annotation',
    read: (name, { annotations }) => ({
      namespace: annotations['meta.helm.sh/release-namespace'],
      name,
    }),
  },
  {
    kind: 'Helm',
    key: 'app.kubernetes.io/managed-by',
    basis: 'label',
    read: (value, { labels, namespace }) =>
      value === 'Helm'
        ? { namespace, name: labels['app.kubernetes.io/instance'] }
        : undefined,
  },
  {
    kind: 'Helm',
    key: 'heritage',
    basis: 'label',
    read: (value, { labels, namespace }) =>
      value === 'Helm' || value === 'Tiller'
        ? { namespace, name: labels.release }
        : undefined,
  },
];

function ownNamespace(name: string, { namespace }: ObjectMetadata) {
  return { namespace, name };
}

/**
 * `application:group/kind:namespace/name`, see Argo CD's docs on resource
 * tracking. A copied object carries the id of the one that it was copied from.
 */
function trackedBy(
  id: string,
  { namespace, name }: ObjectMetadata,
): MarkedObject | undefined {
  const [application, , object] = id.split(':');
  return object === `${namespace}/${name}` ? { name: application } : undefined;
}

function namespacedName(value: string): MarkedObject {
  const [namespace, name] = value.split('/', 2);
  return name ? { namespace, name } : { name: namespace };
}
