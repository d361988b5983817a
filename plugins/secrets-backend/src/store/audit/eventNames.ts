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

import type {
  AccessEvent,
  AuditSubject,
  AuditTarget,
} from '@keyward/audit-trail';
import { formatSecretRef, kubernetesSecretRef } from '@keyward/observation';
import type { AttributedEvent, PodOfSource } from './AuditStore';
import type { AuditName } from './AuditNames';

/** What an event names, by the columns in which the ids of these stand. */
export interface EventNames {
  source: AuditName;
  target: AuditName;
  subject: AuditName;
  impersonator?: AuditName;
  pods: AuditName[];
  through?: AuditName;
  address?: AuditName;
  client?: AuditName;
  granted_by?: AuditName;
}

/** What an event of a source names. */
export function namesOf(
  sourceId: string,
  { event, attribution }: AttributedEvent,
): EventNames {
  const { impersonator, through, addresses, client, grant } = event;
  return {
    source: { kind: 'source', name: sourceId },
    target: { kind: 'target', name: targetRefOf(sourceId, event.target) },
    subject: { kind: 'subject', name: userNameOf(event.subject) },
    ...(impersonator && {
      impersonator: { kind: 'subject', name: userNameOf(impersonator) },
    }),
    pods: attribution.pods.map(pod => ({
      kind: 'pod' as const,
      name: formatPod(pod),
    })),
    ...(through && {
      through: { kind: 'through', name: formatThrough(through) },
    }),
    ...(addresses.length > 0 && {
      address: { kind: 'address', name: addresses.join(' ') },
    }),
    ...(client && { client: { kind: 'client', name: client } }),
    ...(grant && {
      granted_by: { kind: 'grant', name: JSON.stringify(grant) },
    }),
  };
}

/**
 * The ref of a secret, or what stands for all in a range: `kubernetes:prod/shop/*` and
 * `kubernetes:prod/*` + `/*`. No name of a Secret has an asterisk in it.
 */
export function targetRefOf(sourceId: string, target: AuditTarget): string {
  if (target.system === 'vault') {
    return formatSecretRef(
      'vault',
      sourceId,
      ...[target.vaultNamespace, target.mount, target.path].flatMap(part =>
        part ? part.split('/').filter(Boolean) : [],
      ),
    );
  }
  const { namespace, name } = target;
  if (namespace === undefined) {
    return `${formatSecretRef('kubernetes', sourceId, '')}*/*`;
  }
  return name === undefined
    ? `${formatSecretRef('kubernetes', sourceId, namespace)}/*`
    : // Somebody may ask for one that has no such name.
      kubernetesSecretRef(sourceId, namespace, name).replaceAll('*', '%2A');
}

/** As Kubernetes writes it. */
export function userNameOf(subject: AuditSubject): string {
  switch (subject.kind) {
    case 'ServiceAccount':
      return `system:serviceaccount:${subject.namespace}:${subject.name}`;
    case 'Node':
      return `system:node:${subject.name}`;
    default:
      return subject.name;
  }
}

/** A pod as a text: cluster, namespace, name, and its uid where that is known. */
function formatPod({ sourceId, namespace, name, uid }: PodOfSource): string {
  return [sourceId, namespace, name, ...(uid ? [uid] : [])].join('/');
}

function formatThrough({
  kind,
  namespace,
  name,
}: NonNullable<AccessEvent['through']>): string {
  return [kind, namespace, name].join('/');
}
