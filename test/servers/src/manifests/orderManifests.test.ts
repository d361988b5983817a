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
import { KubernetesManifest, OwnerReference } from './KubernetesManifest';
import { orderManifests } from './orderManifests';

function manifest(
  kind: string,
  name: string,
  ...owners: [string, string][]
): KubernetesManifest {
  const ownerReferences: OwnerReference[] = owners.map(
    ([ownerKind, ownerName]) => ({
      apiVersion: 'v1',
      kind: ownerKind,
      name: ownerName,
      uid: '',
    }),
  );
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'payments', ownerReferences },
  };
}

function names(manifests: KubernetesManifest[]) {
  return orderManifests(manifests).map(stage =>
    stage.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
  );
}

describe('orderManifests', () => {
  it('puts what others need first and what may get in the way last', () => {
    expect(
      names([
        manifest('ValidatingWebhookConfiguration', 'guard'),
        manifest('Pod', 'one'),
        manifest('ExternalSecret', 'two'),
        manifest('Secret', 'three'),
        manifest('Certificate', 'four'),
        {
          ...manifest('Namespace', 'payments'),
          metadata: { name: 'payments' },
        },
      ]),
    ).toEqual([
      ['Namespace payments'],
      ['Secret three'],
      ['ExternalSecret two', 'Certificate four'],
      ['Pod one'],
      ['ValidatingWebhookConfiguration guard'],
    ]);
  });

  it('puts owners before what they own, whatever their kinds', () => {
    expect(
      names([
        manifest('Secret', 'grandchild', ['Pod', 'child']),
        manifest('Pod', 'child', ['ExternalSecret', 'owner']),
        manifest('ExternalSecret', 'owner'),
      ]),
    ).toEqual([['ExternalSecret owner'], ['Pod child'], ['Secret grandchild']]);
  });

  it('survives owners in a circle and owners that are not there', () => {
    const stages = names([
      manifest('Secret', 'a', ['Secret', 'b']),
      manifest('Secret', 'b', ['Secret', 'a']),
      manifest('Secret', 'c', ['Secret', 'nowhere']),
    ]);
    expect(stages.flat().sort()).toEqual(['Secret a', 'Secret b', 'Secret c']);
  });
});
