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
  LineageEdge,
  LineageNode,
} from '../../schema/openapi/generated/models';
import { parseSecretRef, type SecretLocator } from '@keyward/observation';
import type {
  LineageSecret,
  StoredConsumer,
  StoredFeed,
  StoredOrigin,
  StoredSecretDetail,
} from '../../store/inventory';

/** More would be no picture any more; the table of consumers has all. */
const MOST_CONSUMERS = 12;
/** Of each secret that gets its value from this one. */
const MOST_OF_FED = 5;
/** Other systems deliver their secrets themselves. */
const CLUSTER = 'kubernetes';

interface Workload {
  kind: string;
  hows: Set<string>;
  containerKinds: Set<string>;
}

/** Where a secret comes from and where it goes, as a graph. */
export function toLineage(secret: StoredSecretDetail): {
  nodes: LineageNode[];
  edges: LineageEdge[];
} {
  const nodes = new Map<string, LineageNode>();
  const edges: LineageEdge[] = [];
  const add = (node: LineageNode) => {
    if (!nodes.has(node.id)) {
      nodes.set(node.id, node);
    }
  };
  add({
    id: 'secret',
    role: 'secret',
    kind: kindOf(secret.ref),
    title: secret.name,
    subtitle: `${secret.sourceTitle} / ${secret.namespace}`,
    ...(secret.exists ? {} : { problem: 'missing' }),
  });
  addDeliverers(secret, add, edges);

  for (const feed of secret.feeds.slice(0, MOST_CONSUMERS)) {
    const { secret: fed, via, ready, reason } = feed;
    const node = toNode(fed, 'consumer');
    add(ready === 'false' ? { ...node, problem: reason ?? 'not ready' } : node);
    edges.push({
      from: 'secret',
      to: node.id,
      label: via ? `${via.kind}/${via.name}` : 'delivers',
    });
    addFedWorkloads(feed, node.id, add, edges);
  }

  addTakers(secret, add, edges);

  const workloads = new Map<string, Workload>();
  for (const consumer of secret.consumerList) {
    const { kind, name } = topOf(consumer);
    const id = `consumer:${kind}/${consumer.namespace ?? ''}/${name}`;
    const entry: Workload = workloads.get(id) ?? {
      kind,
      hows: new Set(),
      containerKinds: new Set(),
    };
    entry.hows.add(consumer.how);
    if (consumer.containerKind) {
      entry.containerKinds.add(consumer.containerKind);
    }
    workloads.set(id, entry);
  }
  const shown = [...workloads].slice(0, MOST_CONSUMERS);
  for (const [id, { kind, hows, containerKinds }] of shown) {
    add({
      id,
      role: 'consumer',
      kind,
      title: id.slice(id.lastIndexOf('/') + 1),
      ...(containerKinds.size > 0
        ? { containerKinds: [...containerKinds].sort() }
        : {}),
    });
    edges.push({ from: 'secret', to: id, label: [...hows].sort().join(', ') });
  }
  if (workloads.size > shown.length) {
    const more = workloads.size - shown.length;
    add({
      id: 'consumer:more',
      role: 'consumer',
      kind: 'more',
      title: `${more} more`,
    });
    edges.push({ from: 'secret', to: 'consumer:more' });
  }
  for (const { entityRef } of secret.links) {
    add({ id: entityRef, role: 'entity', kind: 'entity', title: entityRef });
    const targets = shown.length > 0 ? shown.map(([id]) => id) : ['secret'];
    for (const from of targets) {
      edges.push({ from, to: entityRef });
    }
  }
  return { nodes: [...nodes.values()], edges };
}

/** What uses a secret that gets its value from this one. */
function addFedWorkloads(
  { secret, workloads }: StoredFeed,
  from: string,
  add: (node: LineageNode) => void,
  edges: LineageEdge[],
) {
  for (const { kind, namespace, name, how } of workloads.slice(
    0,
    MOST_OF_FED,
  )) {
    const id = `consumer:${secret.sourceId}/${kind}/${namespace ?? ''}/${name}`;
    add({
      id,
      role: 'consumer',
      kind,
      title: name,
      subtitle: [secret.sourceTitle, namespace].filter(Boolean).join(' / '),
    });
    edges.push({ from, to: id, label: how });
  }
  if (workloads.length > MOST_OF_FED) {
    const id = `consumer:more of ${secret.ref}`;
    add({ id, role: 'consumer', kind: 'more', title: 'more' });
    edges.push({ from, to: id });
  }
}

/** What takes its value into pods without a Secret; that comes as a file. */
function addTakers(
  { takers }: StoredSecretDetail,
  add: (node: LineageNode) => void,
  edges: LineageEdge[],
) {
  for (const taker of takers.slice(0, MOST_CONSUMERS)) {
    const { sourceId, sourceTitle, kind, namespace, name } = taker;
    const id = `consumer:${sourceId}/${kind}/${namespace}/${name}`;
    add({
      id,
      role: 'consumer',
      kind,
      title: name,
      subtitle: [sourceTitle, namespace].filter(Boolean).join(' / '),
    });
    edges.push({ from: 'secret', to: id, label: 'volume' });
  }
  if (takers.length > MOST_CONSUMERS) {
    const more = takers.length - MOST_CONSUMERS;
    const id = 'consumer:more takers';
    add({ id, role: 'consumer', kind: 'more', title: `${more} more` });
    edges.push({ from: 'secret', to: id });
  }
}

function addDeliverers(
  secret: StoredSecretDetail,
  add: (node: LineageNode) => void,
  edges: LineageEdge[],
) {
  for (const delivery of secret.deliveries) {
    const id = `deliverer:${delivery.objectRef}`;
    add({
      id,
      role: 'deliverer',
      kind: delivery.kind,
      title: delivery.name,
      subtitle: delivery.namespace,
      ...(delivery.ready === 'false'
        ? { problem: delivery.reason ?? 'not ready' }
        : {}),
    });
    edges.push({ from: id, to: 'secret', label: 'delivers' });
    for (const origin of delivery.from) {
      addOrigin(origin, id, add, edges);
    }
  }
  for (const origin of secret.origins) {
    addOrigin(origin, 'secret', add, edges);
  }
  const isKnown = secret.deliveries.length + secret.origins.length > 0;
  if (!isKnown && secret.system === CLUSTER) {
    const { kind, name, namespace } = secret.deliverer;
    add({
      id: 'deliverer',
      role: 'deliverer',
      kind,
      title: name ?? kind,
      subtitle: namespace,
    });
    edges.push({ from: 'deliverer', to: 'secret', label: 'delivers' });
  }
}

function addOrigin(
  { locator, secret, isNewer }: StoredOrigin,
  to: string,
  add: (node: LineageNode) => void,
  edges: LineageEdge[],
) {
  const node: LineageNode = secret
    ? toNode(secret, 'origin')
    : {
        id: `origin:${locator!.system}:${locator!.store ?? ''}:${
          locator!.path ?? ''
        }`,
        role: 'origin',
        kind: locator!.system,
        title: describePlace(locator!),
        subtitle: locator!.store,
      };
  add(node);
  const says = [
    ...(isNewer ? ['newer than synced'] : []),
    ...(locator?.version === undefined ? [] : [`version ${locator.version}`]),
    ...(locator?.keys ?? []),
  ];
  edges.push({
    from: node.id,
    to,
    label: says.length > 0 ? says.join(', ') : undefined,
  });
}

function describePlace({ system, store, path }: SecretLocator): string {
  return path ?? store ?? system;
}

/** Another secret, with the way to its page. */
function toNode(secret: LineageSecret, role: LineageNode['role']): LineageNode {
  return {
    id: `${role}:${secret.ref}`,
    role,
    kind: kindOf(secret.ref),
    title: secret.name,
    subtitle: `${secret.sourceTitle} / ${secret.namespace}`,
    ...(secret.exists ? { secretId: secret.id } : { problem: 'gone' }),
  };
}

/** What a secret is called in its system. */
function kindOf(ref: string): string {
  const { sourceKind } = parseSecretRef(ref);
  return sourceKind === CLUSTER ? 'Secret' : sourceKind;
}

function topOf(consumer: StoredConsumer): { kind: string; name: string } {
  return consumer.workload ?? { kind: consumer.kind, name: consumer.name };
}
