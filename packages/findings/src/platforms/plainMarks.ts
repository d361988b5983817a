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

/**
 * Types of which nothing reads a Secret by its type alone: those of Kubernetes that
 * somebody has to refer to, and those that tell only what wrote a Secret.
 */
export const plainTypes: readonly string[] = [
  '',
  'Opaque',
  'connection.crossplane.io/*',
  'kubernetes.io/basic-auth',
  'kubernetes.io/ceph',
  'kubernetes.io/dockercfg',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/rbd',
  'kubernetes.io/ssh-auth',
  'kubernetes.io/tls',
  'servicebinding.io/*',
];

/**
 * Labels that say who made or owns a Secret and what it belongs to, never that
 * somebody looks for it by them. Those without a domain are of the people who
 * wrote them and are of the same kind.
 */
export const descriptiveLabels: readonly string[] = [
  'addonmanager.kubernetes.io/*',
  'app.gitlab.com/*',
  'app.kubernetes.io/*',
  'app.openshift.io/*',
  'applyset.kubernetes.io/*',
  'argocd.argoproj.io/instance',
  'backstage.io/*',
  'cattle.io/creator',
  'cnpg.io/*',
  'controller.cert-manager.io/fao',
  'crossplane.io/*',
  'external-secrets.io/*',
  'generate.kyverno.io/*',
  'helm.sh/*',
  'helm.toolkit.fluxcd.io/*',
  'hnc.x-k8s.io/*',
  'istio.io/rev',
  'k8slens-edit-resource-version',
  'keyward.io/*',
  'kots.io/*',
  'kubernetes.io/legacy-token-*',
  'kubernetes.io/metadata.name',
  'kustomize.toolkit.fluxcd.io/*',
  'meta.helm.sh/*',
  'objectset.rio.cattle.io/*',
  'olm.managed',
  'operators.coreos.com/*',
  'reconcile.external-secrets.io/*',
  'reconcile.fluxcd.io/*',
  'tags.datadoghq.com/*',
  'tanka.dev/*',
  'topology.kubernetes.io/*',
  'velero.io/*',
];
