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
  type SecretDetail,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';

const DAY = 24 * 60 * 60 * 1_000;

/** The instant so many days ago. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY).toISOString();
}

/** A secret as the back end lists it, ordinary but for what is overridden. */
export function createSecret(
  name: string,
  overrides: Partial<SecretSummary> = {},
): SecretSummary {
  const sourceId = overrides.sourceId ?? 'production';
  const namespace = overrides.namespace ?? 'payments';
  return {
    id: `id-of-${sourceId}-${name}`,
    ref: `kubernetes:${sourceId}/${namespace}/${name}`,
    sourceId,
    sourceTitle: sourceId,
    namespace,
    name,
    type: 'Opaque',
    class: 'password',
    exists: true,
    keyCount: 2,
    keyNames: ['password', 'username'],
    deliverer: { kind: 'by hand', name: 'kubectl', basis: 'manager' },
    consumerCount: 1,
    consumers: ['Deployment/payments-api'],
    valueAge: {
      earliest: daysAgo(113),
      latest: daysAgo(40),
      basis: 'managed-fields',
    },
    problems: [],
    links: [
      {
        entityRef: 'component:default/payments-api',
        ownerRef: 'group:default/payments',
        system: 'system:default/money',
        via: 'workload',
      },
    ],
    createdAt: daysAgo(113),
    firstSeen: daysAgo(60),
    lastSeen: daysAgo(0),
    ...overrides,
  };
}

/** The same secret as its own page shows it. */
export function createDetail(
  secret: SecretSummary,
  overrides: Partial<SecretDetail> = {},
): SecretDetail {
  const consumers = secret.consumers.map(consumer => {
    const [kind, name] = consumer.split('/');
    return {
      kind,
      apiGroup: 'apps',
      namespace: secret.namespace,
      name,
      how: 'env',
      container: 'app',
      containerKind: 'container',
      keys: secret.keyNames.slice(0, 1),
      path: 'spec.template.spec.containers[0].env[0]',
      pods: 3,
    };
  });
  return {
    ...secret,
    taken: 'fingerprint',
    keys: secret.keyNames.map(name => ({
      name,
      class: name === 'username' ? 'identifier' : secret.class,
      size: '17–32 bytes',
      valueAge: secret.valueAge,
      comparable: true,
      sameValueAs: [],
    })),
    consumerList: consumers,
    lineage: {
      nodes: [
        {
          id: 'deliverer',
          role: 'deliverer',
          kind: secret.deliverer.kind,
          title: secret.deliverer.name ?? secret.deliverer.kind,
          problem: secret.problems[0]?.message,
        },
        {
          id: 'secret',
          role: 'secret',
          kind: 'Secret',
          title: secret.name,
          subtitle: `${secret.sourceTitle} / ${secret.namespace}`,
        },
        ...consumers.map(consumer => ({
          id: `${consumer.kind}/${consumer.name}`,
          role: 'consumer' as const,
          kind: consumer.kind,
          title: consumer.name,
        })),
        ...secret.links.map(link => ({
          id: link.entityRef,
          role: 'entity' as const,
          kind: 'Component',
          title: link.entityRef,
        })),
      ],
      edges: [
        { from: 'deliverer', to: 'secret', label: 'delivers' },
        ...consumers.flatMap(consumer => {
          const id = `${consumer.kind}/${consumer.name}`;
          return [
            { from: 'secret', to: id, label: 'env' },
            ...secret.links.map(link => ({ from: id, to: link.entityRef })),
          ];
        }),
      ],
    },
    labels: [{ key: 'app.kubernetes.io/name', value: 'payments-api' }],
    annotations: [
      { key: 'kubectl.kubernetes.io/last-applied-configuration', length: 412 },
      { key: 'keyward.io/entity', length: 12, value: 'payments-api' },
    ],
    managers: [
      {
        name: 'kubectl-client-side-apply',
        operation: 'Update',
        time: daysAgo(40),
        ownsData: true,
      },
    ],
    dashboardUrl: 'https://dashboard.example.com',
    ...overrides,
  };
}
