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

import type { AnnotationObservation } from '@keyward/observation';

const KEY =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const LONGEST_KEY = 317;
const LONGEST_LABEL = 63;
const LONGEST_ANNOTATION = 4096;

/** Prefixes of annotations whose values are names, words or claims. */
const ALLOWED_PREFIXES = [
  'keyward.io/',
  'backstage.io/kubernetes-',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
  'vault.hashicorp.com/agent-inject-secret-',
];

/** Annotations whose values are names, words or claims. */
const ALLOWED = new Set([
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/tracking-id',
  'azure.workload.identity/client-id',
  'azure.workload.identity/tenant-id',
  'cert-manager.io/allow-direct-injection',
  'cert-manager.io/alt-names',
  'cert-manager.io/cluster-issuer',
  'cert-manager.io/common-name',
  'cert-manager.io/inject-apiserver-ca',
  'cert-manager.io/inject-ca-from',
  'cert-manager.io/inject-ca-from-secret',
  'cert-manager.io/issuer',
  'cert-manager.io/issuer-group',
  'cert-manager.io/issuer-kind',
  'deployment.kubernetes.io/revision',
  'eks.amazonaws.com/role-arn',
  'external-secrets.io/force-sync',
  'force-sync',
  'iam.gke.io/gcp-service-account',
  'kubernetes.io/enforce-mountable-secrets',
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'reloader.stakater.com/auto',
  'reloader.stakater.com/search',
  'sealedsecrets.bitnami.com/cluster-wide',
  'sealedsecrets.bitnami.com/managed',
  'sealedsecrets.bitnami.com/namespace-wide',
  'sealedsecrets.bitnami.com/patch',
  'sealedsecrets.bitnami.com/skip-set-owner-references',
  'secret.reloader.stakater.com/auto',
  'secret.reloader.stakater.com/reload',
  'secrets.exclude.reloader.stakater.com/reload',
  'vault.hashicorp.com/agent-inject',
  'vault.hashicorp.com/role',
  'wave.pusher.com/update-on-config-change',
]);

/** Hashes of values without a key: whoever can guess a value can tell whether it is that. */
const VALUE_HASHES = new Set(['reconcile.external-secrets.io/data-hash']);

/** All labels that Kubernetes would accept, as a selector may name any, but for hashes of values. */
export function keptLabels(labels: object): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(labels)) {
    if (
      typeof value === 'string' &&
      key.length <= LONGEST_KEY &&
      value.length <= LONGEST_LABEL &&
      KEY.test(key) &&
      !VALUE_HASHES.has(key) &&
      LABEL_VALUE.test(value)
    ) {
      kept[key] = value;
    }
  }
  return kept;
}

/** Key and length of each annotation, the value of allow-listed ones only. */
export function keptAnnotations(
  annotations: Record<string, string>,
): AnnotationObservation[] {
  return Object.entries(annotations)
    .filter(([key]) => key.length <= LONGEST_KEY && KEY.test(key))
    .map(([key, value]) => ({
      key,
      length: value.length,
      ...(isAllowed(key) && value.length <= LONGEST_ANNOTATION && { value }),
    }));
}

function isAllowed(key: string): boolean {
  return (
    ALLOWED.has(key) || ALLOWED_PREFIXES.some(prefix => key.startsWith(prefix))
  );
}
