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

import { PodPlaces } from './PodPlaces';

const count = (size: number) => Array.from({ length: size }, (_, i) => i);

describe('PodPlaces', () => {
  it('tells the namespaces of pods with all labels', () => {
    const places = new PodPlaces();
    places.add({ namespace: 'a', labels: { app: 'web', tier: 'front' } });
    places.add({ namespace: 'a', labels: { app: 'web', tier: 'front' } });
    places.add({ namespace: 'b', labels: { app: 'web' } });
    places.add({ namespace: 'c', labels: { app: 'other' } });
    expect(places.namespacesWith({ app: 'web' })).toEqual(['a', 'b']);
    expect(places.namespacesWith({ app: 'web', tier: 'front' })).toEqual(['a']);
    expect(places.namespacesWith({ app: 'none' })).toEqual([]);
  });

  it('does not tell more namespaces than a name is looked for in', () => {
    const places = new PodPlaces();
    for (const index of count(1000)) {
      places.add({ namespace: `ns-${index}`, labels: { managed: 'helm' } });
    }
    expect(places.namespacesWith({ managed: 'helm' })).toBeUndefined();
  });

  it('looks at so many pods for all selectors, and still answers those of few pods', () => {
    const places = new PodPlaces();
    let looks = 0;
    const watched = (labels: Record<string, string>) =>
      new Proxy(labels, {
        get(target, key) {
          looks += 1;
          return Reflect.get(target, key);
        },
      });
    // Each label alone is that of half of the pods, and no pod has all.
    count(10_000).forEach(index =>
      places.add({
        namespace: 'eve',
        labels: watched(
          Object.fromEntries(
            count(12).map(at => [`l${at}`, String((index + at) % 2)]),
          ),
        ),
      }),
    );
    places.add({ namespace: 'istio', labels: { istio: 'ingress' } });
    looks = 0;
    const answers = count(2000).map(index =>
      places.namespacesWith(
        Object.fromEntries(
          count(12).map(at => [
            `l${at}`,
            String(Math.floor(index / 2 ** at) % 2),
          ]),
        ),
      ),
    );
    expect(looks).toBeLessThan(1_500_000);
    expect(
      answers.filter(answer => answer === undefined).length,
    ).toBeGreaterThan(1000);
    expect(places.namespacesWith({ istio: 'ingress' })).toEqual(['istio']);
  });
});
