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

import { type AnnotationObservation } from '@keyward/observation';

/** Labels whose values tell who made and who owns a Secret. */
const LABELS = new Set([
  'app',
  'app.kubernetes.io/component',
  'app.kubernetes.io/instance',
  'app.kubernetes.io/managed-by',
  'app.kubernetes.io/name',
  'app.kubernetes.io/part-of',
  'app.kubernetes.io/version',
  'argocd.argoproj.io/instance',
  'argocd.argoproj.io/secret-type',
  'backstage.io/kubernetes-id',
  'chart',
  'controller.cert-manager.io/fao',
  'generate.kyverno.io/source-name',
  'generate.kyverno.io/source-namespace',
  'grafana_dashboard',
  'grafana_datasource',
  'helm.sh/chart',
  'helm.toolkit.fluxcd.io/name',
  'helm.toolkit.fluxcd.io/namespace',
  'heritage',
  'hnc.x-k8s.io/inherited-from',
  'k8s-app',
  'keyward.io/entity',
  'keyward.io/owner',
  'kor/used',
  'kubernetes.io/legacy-token-last-used',
  'kubernetes.io/legacy-token-invalid-since',
  'kustomize.toolkit.fluxcd.io/name',
  'kustomize.toolkit.fluxcd.io/namespace',
  'name',
  'owner',
  'reconcile.external-secrets.io/created-by',
  'reconcile.external-secrets.io/managed',
  'release',
  'sealedsecrets.bitnami.com/sealed-secrets-key',
  'status',
  'version',
]);

/** Annotations whose values are names, dates or switches, never content. */
const ANNOTATIONS = new Set([
  'argocd.argoproj.io/tracking-id',
  'cert-manager.io/alt-names',
  'cert-manager.io/certificate-name',
  'cert-manager.io/common-name',
  'cert-manager.io/inject-ca-from',
  'cert-manager.io/inject-ca-from-secret',
  'cert-manager.io/issuer-group',
  'cert-manager.io/issuer-kind',
  'cert-manager.io/issuer-name',
  'configmap.reloader.stakater.com/reload',
  'keyward.io/class',
  'keyward.io/entity',
  'keyward.io/kubernetes-namespaces',
  'keyward.io/owner',
  'keyward.io/rotated-at',
  'keyward.io/rotation',
  'kubernetes.io/service-account.name',
  'kubernetes.io/service-account.uid',
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'reflector.v1.k8s.emberstack.com/auto-reflects',
  'reflector.v1.k8s.emberstack.com/reflects',
  'reflector.v1.k8s.emberstack.com/reflection-allowed',
  'reflector.v1.k8s.emberstack.com/reflection-auto-enabled',
  'reloader.stakater.com/auto',
  'reloader.stakater.com/ignore',
  'reloader.stakater.com/match',
  'replicator.v1.mittwald.de/replicate-from',
  'replicator.v1.mittwald.de/replicate-to',
  'replicator.v1.mittwald.de/replicated-at',
  'replicator.v1.mittwald.de/replication-allowed',
  'sealedsecrets.bitnami.com/cluster-wide',
  'sealedsecrets.bitnami.com/managed',
  'sealedsecrets.bitnami.com/namespace-wide',
  'secret.reloader.stakater.com/reload',
]);

/** Longer than any name or list of hosts; what is longer is something else. */
const LONGEST_VALUE = 1024;
/** Of a domain, the slash and a name. */
const LONGEST_KEY = 253 + 1 + 63;
const LABEL_KEY = /^[\w./-]+$/;
/** Values that say nothing but whether something is so. */
const SWITCH = /^(?:|true|false|yes|no|on|off|enabled?|disabled?|[01])$/i;
/** What names, refs, dates, host lists and switches are written with. */
const NAMES = /^[\w.:,/@*+ -]*$/;

/** Whether a label with this value is kept of a Secret. */
export function isKeptLabel(key: string, value: string): boolean {
  return LABELS.has(key) ? isPlain(value) : isKey(key) && SWITCH.test(value);
}

/** The labels of a Secret that may be stored. */
export function allowedLabels(
  labels: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([key, value]) => isKeptLabel(key, value)),
  );
}

/** The keys of the labels of a Secret of which the value may not be stored. */
export function otherLabels(labels: Record<string, string>): string[] {
  return Object.entries(labels)
    .filter(([key, value]) => isKey(key) && !isKeptLabel(key, value))
    .map(([key]) => key);
}

/** Annotations as they may be stored: of most, key and length only. */
export function observeAnnotations(
  annotations: Record<string, string>,
): AnnotationObservation[] {
  return Object.entries(annotations).map(([key, value]) => {
    const length = value.length;
    return ANNOTATIONS.has(key) && isPlain(value)
      ? { key, length, value }
      : { key, length };
  });
}

function isKey(key: string): boolean {
  return key.length <= LONGEST_KEY && LABEL_KEY.test(key);
}

function isPlain(value: string): boolean {
  return value.length <= LONGEST_VALUE && NAMES.test(value);
}
