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

import type { StoredConsumer, StoredSecretDetail } from '../../store/inventory';
import { toLineage } from './toLineage';

function consumer(
  name: string,
  containerKind: StoredConsumer['containerKind'],
  how = 'env',
) {
  return { kind: 'Deployment', namespace: 'shop', name, how, containerKind };
}

const secret = {
  ref: 'kubernetes:production/shop/db',
  system: 'kubernetes',
  name: 'db',
  namespace: 'shop',
  sourceTitle: 'Production',
  exists: true,
  deliverer: { kind: 'by hand' },
  deliveries: [],
  origins: [],
  feeds: [],
  takers: [],
  links: [],
  consumerList: [],
};

const other = (ref: string, name: string) => ({
  id: name,
  sourceId: 'production',
  ref,
  namespace: 'shop',
  name,
  sourceTitle: 'Production',
  exists: true,
});

/** The edges as `from → to: label`, with the kinds of both. */
function edgesOf(more: object): string[] {
  const { nodes, edges } = toLineage({
    ...secret,
    ...more,
  } as unknown as StoredSecretDetail);
  const titles = new Map(
    nodes.map(({ id, kind, title }) => [id, `${kind} ${title}`]),
  );
  return edges.map(
    ({ from, to, label }) =>
      `${titles.get(from)} → ${titles.get(to)}: ${label}`,
  );
}

describe('toLineage', () => {
  it('says which version is delivered, and that there is a newer value', () => {
    const from = (locator: object, isNewer?: boolean) => ({
      locator: { system: 'vault', path: 'db', ...locator },
      secret: other('vault:main/secret/db', 'db'),
      isNewer,
    });
    const deliveries = (...all: object[]) => [
      { objectRef: 'es', kind: 'ExternalSecret', name: 'db', from: all },
    ];
    expect(
      edgesOf({
        deliveries: deliveries(
          from({ keys: ['user', 'password'] }),
          from({ version: '2', keys: ['user'] }),
          from({}, true),
        ),
      }),
    ).toEqual([
      'ExternalSecret db → Secret db: delivers',
      'vault db → ExternalSecret db: user, password',
      'vault db → ExternalSecret db: version 2, user',
      'vault db → ExternalSecret db: newer than synced',
    ]);
  });

  it('goes on from a secret of another system to what uses those that it feeds', () => {
    const workload = (name: string) => ({
      kind: 'Deployment',
      namespace: 'shop',
      name,
      how: 'env',
    });
    const feed = (name: string, workloads: object[]) => ({
      secret: other(`kubernetes:production/shop/${name}`, name),
      via: { kind: 'ExternalSecret', name },
      workloads,
    });
    const many = Array.from({ length: 6 }, (_, index) => workload(`w${index}`));
    expect(
      edgesOf({
        ref: 'vault:main/secret/db',
        system: 'vault',
        deliverer: { kind: 'unknown' },
        feeds: [
          feed('one', [workload('web')]),
          feed('two', [workload('web'), workload('worker')]),
          feed('three', many),
        ],
      }),
    ).toEqual([
      // Nobody delivers what is the origin itself.
      'vault db → Secret one: ExternalSecret/one',
      'Secret one → Deployment web: env',
      'vault db → Secret two: ExternalSecret/two',
      'Secret two → Deployment web: env',
      'Secret two → Deployment worker: env',
      'vault db → Secret three: ExternalSecret/three',
      ...many
        .slice(0, 5)
        .map(({ name }) => `Secret three → Deployment ${name}: env`),
      'Secret three → more more: undefined',
    ]);
    const taker = (index: number) => ({
      ...workload(`w${index}`),
      sourceId: 'production',
      sourceTitle: 'Production',
    });
    const takers = Array.from({ length: 14 }, (_, index) => taker(index));
    const taken = edgesOf({ ref: 'vault:main/a', system: 'vault', takers });
    expect(taken.slice(0, 1)).toEqual(['vault db → Deployment w0: volume']);
    expect(taken.slice(12)).toEqual(['vault db → more 2 more: undefined']);
    expect(edgesOf({})).toEqual(['by hand by hand → Secret db: delivers']);
  });

  it('says in which kinds of containers a workload reads the secret', () => {
    const { nodes } = toLineage({
      ...secret,
      consumerList: [
        consumer('web', 'container'),
        consumer('web', 'init', 'volume'),
        consumer('debugged', 'ephemeral'),
        consumer('pulling', undefined, 'imagePullSecret'),
      ],
    } as unknown as StoredSecretDetail);
    expect(
      nodes
        .filter(({ role }) => role === 'consumer')
        .map(({ title, containerKinds }) => [title, containerKinds]),
    ).toEqual([
      ['web', ['container', 'init']],
      ['debugged', ['ephemeral']],
      ['pulling', undefined],
    ]);
  });
});
