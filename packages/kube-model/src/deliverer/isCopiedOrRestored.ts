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

/** Labels and annotations of tools that restore objects from a backup or copy them from elsewhere. */
const MARKS = new Set([
  'config-syncer.appscode.com/origin',
  'generate.kyverno.io/clone-source',
  'generate.kyverno.io/policy-name',
  'hnc.x-k8s.io/inherited-from',
  'kubed.appscode.com/origin',
  'olm.copiedFrom',
  'reflector.v1.k8s.emberstack.com/reflects',
  'replicator.v1.mittwald.de/replicate-from',
  'replicator.v1.mittwald.de/replicated-at',
  'replicator.v1.mittwald.de/replicated-from-version',
  'velero.io/backup-name',
  'velero.io/restore-name',
]);
const RESTORERS = /^velero(?:-|$)/;

/**
 * Whether an object was restored from a backup or copied from another one, so
 * that its values may be older than itself: its creation says nothing of them.
 */
export function isCopiedOrRestored({
  labels,
  annotations,
  managers,
}: Pick<ObjectMetadata, 'labels' | 'annotations' | 'managers'>): boolean {
  return (
    [labels, annotations].some(marks =>
      Object.keys(marks).some(key => MARKS.has(key)),
    ) || managers.some(({ name, dataKeys }) => dataKeys && RESTORERS.test(name))
  );
}
