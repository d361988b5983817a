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

describe('toLineage', () => {
  it('says in which kinds of containers a workload reads the secret', () => {
    const { nodes } = toLineage({
      name: 'db',
      namespace: 'shop',
      sourceTitle: 'Production',
      exists: true,
      deliverer: { kind: 'by hand' },
      deliveries: [],
      origins: [],
      feeds: [],
      links: [],
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
