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

import { KubernetesObject } from '../KubernetesObject';
import { loadEstate, loadPast } from '../loadEstate';

const now = new Date('2026-11-01T12:00:00Z');
const at = new Date('2026-09-02T12:00:00Z');
const nameOf = ({ kind, metadata }: KubernetesObject) =>
  `${kind} ${metadata.namespace}/${metadata.name}`;

describe('loadPast', () => {
  const pasts = loadPast({ now, at });

  it.each(loadEstate({ now }).clusters)('takes $name back', cluster => {
    const { objects, changes } = pasts.get(cluster.name)!;
    const before = new Map(objects.map(object => [nameOf(object), object]));
    const changed = new Map(
      changes.map(change => [
        `Secret ${change.namespace}/${change.name}`,
        change,
      ]),
    );
    expect(changes.length).toBeGreaterThan(10);
    const since = (time?: string) => new Date(time!) > at;
    const came = cluster.objects.filter(({ metadata }) =>
      since(metadata.creationTimestamp),
    );
    expect(came.filter(object => before.has(nameOf(object)))).toEqual([]);

    const stayed = cluster.objects.filter(object => !came.includes(object));
    const wrote = stayed.filter(object => changed.has(nameOf(object)));
    for (const object of wrote) {
      const earlier = before.get(nameOf(object))!;
      const { managedFields, resourceVersion } = earlier.metadata;
      expect(Object.keys(earlier.data)).toEqual(Object.keys(object.data));
      expect(resourceVersion).not.toBe(object.metadata.resourceVersion);
      expect(managedFields!.filter(({ time }) => since(time))).toEqual([]);
    }
    for (const object of stayed.filter(each => !wrote.includes(each))) {
      expect(before.get(nameOf(object))).toEqual(object);
    }
  });

  it('has other values of what was rotated since', () => {
    const find = (objects: KubernetesObject[]) =>
      objects.find(object => nameOf(object) === 'Secret payments/ledger-db')!;
    const { objects } = loadEstate({ now }).clusters[2];
    const past = pasts.get('production')!;
    expect(find(past.objects).data.password).not.toBe(
      find(objects).data.password,
    );
    const times = past.changes.map(change => Date.parse(change.at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThan(at.getTime());
    expect(times.at(-1)).toBeLessThan(now.getTime());
  });
});
