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

import { Destinations } from './Destinations';

const cluster = (id: string, more: object = {}) => ({
  id,
  kind: 'kubernetes',
  title: `Cluster ${id}`,
  ...more,
});

const destinations = new Destinations([
  cluster('eu', { configuredName: 'prod', address: 'https://eu.example:6443' }),
  cluster('us', { configuredName: 'us', address: 'https://us.example/k8s/' }),
  cluster('us-payments', { title: 'us', address: 'https://US.example/k8s' }),
  cluster('hub'),
  cluster('vault', { kind: 'vault', configuredName: 'only-a-vault' }),
]);

describe('Destinations', () => {
  it.each([
    [{ server: 'https://eu.example:6443/' }, 'eu', true],
    [{ server: 'https://EU.example:6443', name: 'us' }, 'eu', true],
    [{ server: 'https://eu.example:6443' }, 'us', false],
    // Some namespaces of it are a source of their own.
    [{ server: 'https://us.example:443/k8s' }, 'us', true],
    [{ server: 'https://us.example:443/k8s' }, 'us-payments', true],
    [{ server: 'https://us.example' }, 'us', undefined],
    [{ server: 'https://10.0.0.1' }, 'eu', undefined],
    // What has no address is none of an address that is none.
    [{ server: 'not an address' }, 'hub', undefined],
    [{ server: 'http://eu.example:6443' }, 'eu', undefined],
    [{ name: 'eu' }, 'eu', true],
    [{ name: 'prod' }, 'eu', true],
    [{ name: 'Cluster eu' }, 'eu', true],
    [{ name: 'prod' }, 'us', false],
    // The name of one, and the title of another.
    [{ name: 'us' }, 'us', undefined],
    [{ name: 'us' }, 'us-payments', undefined],
    [{ name: 'us' }, 'eu', false],
    [{ name: 'unheard-of' }, 'eu', undefined],
    [{ name: 'only-a-vault' }, 'eu', undefined],
    [{}, 'hub', undefined],
  ])('takes %j for %s: %s', (destination, sourceId, expected) => {
    expect(destinations.isOf(sourceId, destination)).toBe(expected);
  });
});
