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
import { KubernetesManifest } from './KubernetesManifest';

// Kinds that others need, in the order of need; whatever is not named comes
// between the first and the last.
const firstKinds = [
  'Namespace',
  'CustomResourceDefinition',
  'Node',
  'ServiceAccount',
  'StorageClass',
  'PersistentVolume',
  'ConfigMap',
  'Secret',
];
const lastKinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'Pod',
  // These could get in the way of all others.
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

function rankOf(kind: string): number {
  const first = firstKinds.indexOf(kind);
  const last = lastKinds.indexOf(kind);
  if (first >= 0) {
    return first;
  }
  return last >= 0 ? firstKinds.length + 1 + last : firstKinds.length;
}

function addressOf(kind: string, name: string, namespace?: string): string {
  return [kind, namespace ?? '', name].join('/');
}

/**
 * Manifests in stages: those of one stage need nothing of each other. Owners
 * come before what they own, since that needs their uid.
 */
export function orderManifests(
  manifests: KubernetesManifest[],
): KubernetesManifest[][] {
  const byAddress = new Map(
    manifests.map(manifest => [
      addressOf(
        manifest.kind,
        manifest.metadata.name,
        manifest.metadata.namespace,
      ),
      manifest,
    ]),
  );
  const depths = new Map<KubernetesManifest, number>();
  const depthOf = (manifest: KubernetesManifest): number => {
    const known = depths.get(manifest);
    if (known !== undefined) {
      return known;
    }
    // Also keeps a circle of owners from going on for ever.
    depths.set(manifest, 0);
    const { ownerReferences = [], namespace } = manifest.metadata;
    const ownerDepths = ownerReferences
      .map(
        ({ kind, name }) =>
          byAddress.get(addressOf(kind, name, namespace)) ??
          byAddress.get(addressOf(kind, name)),
      )
      .filter(owner => owner !== undefined)
      .map(owner => 1 + depthOf(owner));
    const depth = Math.max(0, ...ownerDepths);
    depths.set(manifest, depth);
    return depth;
  };

  const stages = new Map<number, KubernetesManifest[]>();
  const ranks = firstKinds.length + 1 + lastKinds.length;
  for (const manifest of manifests) {
    const stage = depthOf(manifest) * ranks + rankOf(manifest.kind);
    stages.set(stage, [...(stages.get(stage) ?? []), manifest]);
  }
  return [...stages]
    .sort(([left], [right]) => left - right)
    .map(([, stage]) => stage);
}
