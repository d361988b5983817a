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

import {
  type DelivererObservation,
  type ManagerObservation,
} from '../../observation/types';
import { type ObjectMetadata } from '../metadata';

/**
 * Who put a Secret there, as the object itself tells: its owner, else the
 * labels and annotations by which tools mark what they track, else the manager
 * that wrote its data.
 */
export function delivererOf(
  metadata: ObjectMetadata,
  secretType: string,
): DelivererObservation {
  return (
    byOwner(metadata) ??
    byType(metadata, secretType) ??
    byMarks(metadata) ??
    byManager(metadata.managers)
  );
}

function byOwner(metadata: ObjectMetadata): DelivererObservation | undefined {
  const owner =
    metadata.owners.find(({ controller }) => controller) ?? metadata.owners[0];
  if (!owner) {
    return undefined;
  }
  const [group] = owner.apiVersion.includes('/')
    ? owner.apiVersion.split('/')
    : [''];
  return {
    kind: owner.kind,
    ...(group ? { apiGroup: group } : {}),
    namespace: metadata.namespace,
    name: owner.name,
    basis: 'owner',
  };
}

function byType(
  { annotations, namespace, name }: ObjectMetadata,
  secretType: string,
): DelivererObservation | undefined {
  switch (secretType) {
    case 'kubernetes.io/service-account-token':
      return {
        kind: 'ServiceAccount',
        namespace,
        name: annotations['kubernetes.io/service-account.name'],
        basis: 'type',
      };
    case 'helm.sh/release.v1':
      return {
        kind: 'Helm',
        namespace,
        name: /^sh\.helm\.release\.v1\.(.+)\.v\d+$/.exec(name)?.[1],
        basis: 'type',
      };
    case 'bootstrap.kubernetes.io/token':
      return { kind: 'kubeadm', namespace, basis: 'type' };
    default:
      return undefined;
  }
}

/** One tool's mark: where it stands, and the name of the tool's object in it. */
interface Mark {
  kind: string;
  apiGroup?: string;
  key: string;
  basis: 'label' | 'annotation';
  /** The tool's object, from the mark's value. */
  read?: (
    value: string,
    metadata: ObjectMetadata,
  ) => { namespace?: string; name?: string };
}

/** The namespace of a mark that turns out to say something else. */
const NOT_THIS = '';

const MARKS: Mark[] = [
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
    read: (name, { namespace }) => ({ namespace, name }),
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
    // `application:group/kind:namespace/name`, see Argo CD's docs on resource tracking.
    read: (value, metadata) =>
      trackedObject(value) === `${metadata.namespace}/${metadata.name}`
        ? { name: value.split(':')[0] }
        : { name: undefined },
  },
  {
    kind: 'Argo CD',
    apiGroup: 'argoproj.io',
    key: 'argocd.argoproj.io/instance',
    basis: 'label',
    read: name => ({ name }),
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
        : { name: undefined, namespace: NOT_THIS },
  },
  {
    kind: 'Helm',
    key: 'heritage',
    basis: 'label',
    read: (value, { labels, namespace }) =>
      value === 'Helm' || value === 'Tiller'
        ? { namespace, name: labels.release }
        : { namespace: NOT_THIS },
  },
];

function byMarks(metadata: ObjectMetadata): DelivererObservation | undefined {
  for (const mark of MARKS) {
    const place =
      mark.basis === 'label' ? metadata.labels : metadata.annotations;
    const value = place[mark.key];
    if (value === undefined) {
      continue;
    }
    const found = mark.read?.(value, metadata) ?? {};
    // A copied object carries the mark of the one that it was copied from.
    const copied = mark.key === 'argocd.argoproj.io/tracking-id' && !found.name;
    if (found.namespace === NOT_THIS || copied) {
      continue;
    }
    return {
      kind: mark.kind,
      ...(mark.apiGroup ? { apiGroup: mark.apiGroup } : {}),
      ...(found.namespace ? { namespace: found.namespace } : {}),
      ...(found.name ? { name: found.name } : {}),
      basis: mark.basis,
    };
  }
  return undefined;
}

/** The newest writer of the data. */
function byManager(managers: ManagerObservation[]): DelivererObservation {
  const writers = managers
    .filter(({ dataKeys }) => dataKeys)
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
  const writer = writers[0] ?? managers[0];
  return {
    kind: (writer && toolOf(writer.name)) ?? 'by hand',
    ...(writer ? { name: writer.name } : {}),
    basis: 'manager',
  };
}

/** Tools that leave no other mark than their name as a manager. */
function toolOf(manager: string): string | undefined {
  if (/^helm$/i.test(manager)) {
    return 'Helm';
  }
  if (/^argocd|^argo-cd/i.test(manager)) {
    return 'Argo CD';
  }
  if (/^(kustomize|helm|source|notification)-controller$/i.test(manager)) {
    return 'Flux';
  }
  if (/^(hashicorp\/)?terraform/i.test(manager)) {
    return 'Terraform';
  }
  if (/^pulumi/i.test(manager)) {
    return 'Pulumi';
  }
  if (/^secrets-store-csi-driver/i.test(manager)) {
    return 'SecretProviderClass';
  }
  return undefined;
}

function trackedObject(trackingId: string): string | undefined {
  return trackingId.split(':')[2];
}

function namespacedName(value: string): { namespace?: string; name?: string } {
  const [namespace, name] = value.split('/', 2);
  return name ? { namespace, name } : { name: namespace };
}
