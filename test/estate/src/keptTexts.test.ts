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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { observeObject } from '@keyward/kube-model';
import { load } from 'js-yaml';
import { estateFolder } from './estateFolder';
import { KubernetesObject } from './KubernetesObject';
import { loadEstate } from './loadEstate';

/** Each fit for another check of form: a name, a label or key; a reason; an address. */
const CANARIES = ['canary-7f3a', 'Canary7f3a', 'https://canary7f3a.example/'];

/** What is kept of every object, whatever its kind. */
const COMMON =
  /^(apiVersion|kind|metadata\.(name|namespace|uid|resourceVersion|labels|ownerReferences)\b.*)$/;

const WORKLOADS = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'StatefulSet',
]);

const TRIES = 3;

type Place = (string | number)[];

function* placesOfTexts(value: unknown, place: Place = []): Generator<Place> {
  if (typeof value === 'string') {
    yield place;
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, child] of Object.entries(value)) {
      yield* placesOfTexts(child, [
        ...place,
        Array.isArray(value) ? Number(field) : field,
      ]);
    }
  }
}

/** The object with another text at a place. */
function planted(object: KubernetesObject, place: Place, text: string) {
  const copy = structuredClone(object);
  const parent = place
    .slice(0, -1)
    .reduce<any>((value, step) => value[step], copy);
  parent[place[place.length - 1]] = text;
  return copy;
}

/** A place with all members of a list taken as one. */
function nameOf(place: Place): string {
  return place
    .map(step => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);
}

/** One name for places that are read by the same code. */
function groupOf(kind: string, place: string): [group: string, place: string] {
  if (place.startsWith('metadata.annotations.')) {
    return ['any', place];
  }
  const inPods = place
    .replace(/^spec\.(jobTemplate\.spec\.)?template\./, '')
    .replace(/^(metadata\.labels)\..*/, '$1')
    .replace(/^spec\.(init|ephemeral)Containers/, 'spec.containers');
  if (WORKLOADS.has(kind)) {
    return [inPods === place ? 'workload' : 'pod', inPods];
  }
  return kind === 'Pod' ? ['pod', inPods] : [kind, place];
}

/** Where a text can stand in objects of each kind so that the observation holds it. */
function keptPlaces(objects: KubernetesObject[]): Record<string, string[]> {
  const kept = new Map<string, Set<string>>();
  const tried = new Map<string, number>();
  for (const object of objects) {
    const { kind } = object;
    for (const place of placesOfTexts(object)) {
      const name = nameOf(place);
      // The same place may be read differently beside other fields: a few tries of each.
      const tries = tried.get(`${kind} ${name}`) ?? 0;
      if (tries === TRIES || COMMON.test(name)) {
        continue;
      }
      tried.set(`${kind} ${name}`, tries + 1);
      if (CANARIES.some(canary => comesOut(planted(object, place, canary)))) {
        const [group, grouped] = groupOf(kind, name);
        kept.set(group, (kept.get(group) ?? new Set()).add(grouped));
      }
    }
  }
  return Object.fromEntries(
    [...kept].map(([group, places]) => [group, [...places].sort()]),
  );
}

function comesOut(object: KubernetesObject): boolean {
  const observation = observeObject(object, { sourceId: 'x' });
  return JSON.stringify(observation).toLowerCase().includes('canary');
}

describe('what is kept of the objects of the estate', () => {
  const { clusters } = loadEstate({ now: new Date('2026-11-01T12:00:00Z') });
  const objects = clusters
    .flatMap(cluster => cluster.objects)
    .filter(({ kind }) => kind !== 'Secret');

  it('is what kept-texts.yaml says', () => {
    const expected = load(
      readFileSync(join(estateFolder, 'kept-texts.yaml'), 'utf8'),
    );
    expect(keptPlaces(objects)).toEqual(expected);
  });
});
