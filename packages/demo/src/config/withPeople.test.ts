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

import { resolve } from 'node:path';
import {
  ConfigSources,
  StaticConfigSource,
  type ConfigSource,
} from '@backstage/config-loader';
import { loadEstate } from '@internal/estate';
import { withPeople } from './withPeople';

async function locationsOf(source: ConfigSource): Promise<string[]> {
  const config = await ConfigSources.toConfig(source);
  config.close();
  return config
    .getConfigArray('catalog.locations')
    .map(location => location.getString('target'));
}

function configured(locations?: string[]): ConfigSource {
  return StaticConfigSource.create({
    data: {
      catalog: {
        locations: locations?.map(target => ({ type: 'url', target })),
      },
    },
  });
}

describe('withPeople', () => {
  it('adds them to what a portal of its own reads', async () => {
    const source = ConfigSources.merge([
      configured(['replaced']),
      configured(['https://git.example/catalog-info.yaml']),
    ]);
    expect(await locationsOf(await withPeople(source, '/people.yaml'))).toEqual(
      ['https://git.example/catalog-info.yaml', '/people.yaml'],
    );
  });

  it('adds them where nothing else is read', async () => {
    for (const source of [configured([]), configured()]) {
      const people = await withPeople(source, '/people.yaml');
      expect(await locationsOf(people)).toEqual(['/people.yaml']);
    }
  });
});

describe('the people of the estate', () => {
  const refOf = ({ kind, metadata }: any) =>
    `${kind}:default/${metadata.name}`.toLowerCase();
  // test/estate sees to it that they all stand in the file of the people.
  const people = loadEstate().catalog.filter(({ kind }) =>
    ['User', 'Group'].includes(kind),
  );

  it('are the personas, and their teams', async () => {
    const file = resolve(__dirname, '../../app-config.demo.yaml');
    const config = await ConfigSources.toConfig(
      ConfigSources.default({ argv: ['--config', file], env: {} }),
    );
    config.close();
    const personas = config
      .getConfigArray('auth.providers.personas.people')
      .map(person => person.getString('user'));
    expect(personas.length).toBeGreaterThan(3);
    expect(people.map(refOf)).toEqual(expect.arrayContaining(personas));
    expect(people.map(refOf)).toEqual(
      expect.arrayContaining(
        people.flatMap(({ spec }) =>
          (spec.memberOf ?? []).map((team: string) => `group:default/${team}`),
        ),
      ),
    );
  });
});
