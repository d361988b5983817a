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
import { loadAll } from 'js-yaml';
import { catalogFile, loadEstate, peopleFile } from './loadEstate';

describe('loadEstate', () => {
  const now = new Date('2026-11-01T12:00:00Z');
  const estate = loadEstate({ now });
  const { clusters, catalog, planted } = estate;
  const count = (kind: string) =>
    catalog.filter(entity => entity.kind === kind).length;

  it('has the promised numbers', () => {
    expect(clusters.map(({ name }) => name)).toEqual([
      'development',
      'staging',
      'production',
    ]);
    expect(count('Group')).toBe(6);
    expect(count('System')).toBe(3);
    expect(count('Component')).toBeGreaterThanOrEqual(12);
    const secrets = clusters
      .flatMap(({ objects }) => objects)
      .filter(({ kind }) => kind === 'Secret');
    expect(secrets.length).toBeGreaterThanOrEqual(190);
  });

  it('is the same each time', () => {
    expect(loadEstate({ now })).toEqual(estate);
  });

  it('has its people apart from what they own', () => {
    const isPerson = ({ kind }: any) => ['User', 'Group'].includes(kind);
    const read = (file: string) => loadAll(readFileSync(file, 'utf8'));
    expect(read(peopleFile).every(isPerson)).toBe(true);
    expect(read(catalogFile).some(isPerson)).toBe(false);
  });

  it('has no object twice', () => {
    for (const { objects } of clusters) {
      const uids = objects.map(({ metadata }) => metadata.uid);
      expect(new Set(uids).size).toBe(uids.length);
    }
  });

  it.each(planted)('has $cluster/$namespace/$name: $problem', problem => {
    const { objects } = clusters.find(({ name }) => name === problem.cluster)!;
    const inNamespace = objects.filter(
      ({ metadata }) => (metadata.namespace ?? '') === problem.namespace,
    );
    // Of what is no Secret the kind stands before the name.
    const [name, ofKind = 'Secret'] = problem.name.split('/').reverse();
    const named = new RegExp(`"(name|secretName)":"${name}"`);
    expect(named.test(JSON.stringify(inNamespace))).toBe(true);
    expect(
      inNamespace.some(
        ({ kind, metadata }) => kind === ofKind && metadata.name === name,
      ),
    ).toBe(!/missing/.test(problem.problem));
  });
});
