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
} from '@keyward/observation';
import { type ObjectMetadata } from '../metadata';
import type { KnownSystems, Mark } from '../systems';

/**
 * Who put a Secret there, as the object itself tells: its owner, else the
 * labels and annotations by which tools mark what they track, else the manager
 * that wrote its data.
 */
export function delivererOf(
  metadata: ObjectMetadata,
  secretType: string,
  systems: KnownSystems,
): DelivererObservation {
  return (
    byMarks(systems.marksOverOwner, metadata) ??
    byOwner(metadata) ??
    byType(metadata, secretType) ??
    byRecord(metadata, secretType, systems) ??
    byMarks(systems.marks, metadata) ??
    byManager(metadata.managers, systems)
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
  { annotations, namespace }: ObjectMetadata,
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
    case 'bootstrap.kubernetes.io/token':
      return { kind: 'kubeadm', namespace, basis: 'type' };
    default:
      return undefined;
  }
}

/** What a tool keeps of its releases it made itself. */
function byRecord(
  { namespace, name }: ObjectMetadata,
  secretType: string,
  { records }: KnownSystems,
): DelivererObservation | undefined {
  const record = records.find(each => each.secretType === secretType);
  return (
    record && {
      kind: record.deliverer,
      namespace,
      name: record.releaseOf(name),
      basis: 'type',
    }
  );
}

function byMark(
  mark: Mark,
  metadata: ObjectMetadata,
): DelivererObservation | undefined {
  const { kind, apiGroup, basis, key } = mark;
  const place = basis === 'label' ? metadata.labels : metadata.annotations;
  const value = place[key];
  const found = value === undefined ? undefined : mark.read(value, metadata);
  return (
    found && {
      kind,
      ...(apiGroup ? { apiGroup } : {}),
      ...(found.namespace ? { namespace: found.namespace } : {}),
      ...(found.name ? { name: found.name } : {}),
      basis,
    }
  );
}

function byMarks(
  marks: readonly Mark[],
  metadata: ObjectMetadata,
): DelivererObservation | undefined {
  for (const mark of marks) {
    const deliverer = byMark(mark, metadata);
    if (deliverer) {
      return deliverer;
    }
  }
  return undefined;
}

/** The newest writer of the data. */
function byManager(
  managers: ManagerObservation[],
  systems: KnownSystems,
): DelivererObservation {
  const writers = managers
    .filter(({ dataKeys }) => dataKeys)
    .sort((a, b) => (b.time ?? '').localeCompare(a.time ?? ''));
  const writer = writers[0] ?? managers[0];
  return {
    kind: (writer && systems.toolOfManager(writer.name)) ?? 'by hand',
    ...(writer ? { name: writer.name } : {}),
    basis: 'manager',
  };
}
