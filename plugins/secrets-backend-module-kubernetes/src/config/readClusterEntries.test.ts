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

import { ConfigReader } from '@backstage/config';
import { readClusterEntries } from './readClusterEntries';

const read = (clusters: unknown) =>
  readClusterEntries(
    new ConfigReader({ secrets: { kubernetes: { clusters } } } as any),
  );

describe('readClusterEntries', () => {
  it('reads each kind of credential', () => {
    const { entries, broken } = read([
      { cluster: 'a', id: 'a', credential: { token: 't' } },
      { cluster: 'b', credential: { tokenFile: '/t' }, mode: 'metadata' },
      { cluster: 'c', credential: { kubeconfig: '/k', context: 'x' } },
      { cluster: 'd', credential: { inCluster: true }, namespaces: ['pay'] },
      { cluster: 'e', mode: 'references' },
      {
        cluster: 'f',
        apiServer: { url: 'https://f.example', caFile: '/ca' },
        credential: { token: 't' },
      },
    ]);
    expect(broken).toEqual([]);
    expect(entries).toMatchObject([
      { id: 'a', mode: 'fingerprint', credential: { type: 'token' } },
      { id: expect.stringMatching(/^b-[0-9a-f]{6}$/), mode: 'metadata' },
      { credential: { type: 'kubeconfig', file: '/k', context: 'x' } },
      { credential: { type: 'inCluster' }, namespaces: ['pay'] },
      { mode: 'references' },
      { apiServer: { url: 'https://f.example', caFile: '/ca' } },
    ]);
    expect(entries[4].credential).toBeUndefined();
  });

  it('reads which custom kinds are followed, of all clusters and of each', () => {
    const database = { group: 'example.com', resource: 'databases' };
    const queue = { ...database, resource: 'queues', version: 'v1beta1' };
    const { entries, broken } = readClusterEntries(
      new ConfigReader({
        secrets: {
          kubernetes: {
            customKinds: [database],
            excludeKinds: ['*.noise.example.com'],
            discoverKinds: false,
            clusters: [
              { cluster: 'a' },
              {
                cluster: 'b',
                customKinds: [queue],
                excludeKinds: ['sizes.example.com'],
                discoverKinds: true,
              },
            ],
          },
        },
      }),
    );
    expect(broken).toEqual([]);
    expect(entries.map(({ kinds }) => kinds)).toEqual([
      {
        customKinds: [database],
        discoverKinds: false,
        excludeKinds: ['*.noise.example.com'],
      },
      {
        customKinds: [database, queue],
        discoverKinds: true,
        excludeKinds: ['*.noise.example.com', 'sizes.example.com'],
      },
    ]);
    expect(read([{ cluster: 'a' }]).entries[0].kinds).toEqual({
      customKinds: [],
      discoverKinds: true,
      excludeKinds: [],
    });
  });

  it('says where the kinds of all clusters are wrong, and follows these all the same', () => {
    const { entries, broken } = readClusterEntries(
      new ConfigReader({
        secrets: {
          kubernetes: {
            customKinds: [{ group: '../..', resource: 'secrets' }],
            clusters: [{ cluster: 'a' }],
          },
        },
      }),
    );
    expect(entries).toHaveLength(1);
    expect(broken).toMatchObject([
      {
        message:
          'secrets.kubernetes.customKinds[0].group: must be like example.com',
      },
    ]);
  });

  it.each([
    ['nothing at all', null, 'clusters[1]: must be an object'],
    ['no name', { id: 'x' }, 'clusters[1].cluster: the name'],
    ['a bad id', { cluster: 'a', id: 'A b' }, 'clusters[1].id: must be like'],
    ['a bad mode', { cluster: 'a', mode: 'all' }, 'clusters[1].mode'],
    [
      'a bad namespace',
      { cluster: 'a', namespaces: ['ok', 'Not/ok'] },
      'clusters[1].namespaces[1]: is no name',
    ],
    ['no list', { cluster: 'a', namespaces: [] }, 'namespaces: must be a list'],
    [
      'a kind that is none',
      {
        cluster: 'a',
        customKinds: [{ group: 'example.com', resource: 'x/../secrets' }],
      },
      'clusters[1].customKinds[0].resource: must be a plural',
    ],
    [
      'a version that is none',
      {
        cluster: 'a',
        customKinds: [
          { group: 'example.com', resource: 'x', version: '../v1' },
        ],
      },
      'clusters[1].customKinds[0].version: must be like v1',
    ],
    [
      'kinds to leave out that are none',
      { cluster: 'a', excludeKinds: ['*'] },
      'clusters[1].excludeKinds[0]: must be like',
    ],
    [
      'discovery that is neither on nor off',
      { cluster: 'a', discoverKinds: 'no' },
      'clusters[1].discoverKinds: must be true or false',
    ],
    [
      'two credentials',
      { cluster: 'a', credential: { token: 'canary', tokenFile: '/t' } },
      'clusters[1].credential: one of',
    ],
    [
      'no context',
      { cluster: 'a', credential: { kubeconfig: '/k' } },
      'clusters[1].credential.context: must be named',
    ],
    [
      'a token of another type',
      { cluster: 'a', credential: { token: { canary: 'canary' } } },
      'clusters[1].credential.token: must be a text',
    ],
    [
      'a pin that is none',
      { cluster: 'a', apiServer: 'https://a.example' },
      'clusters[1].apiServer: must be an object',
    ],
    [
      'a pin without https',
      { cluster: 'a', apiServer: { url: 'http://a.example', caData: 'Y2E=' } },
      'clusters[1].apiServer.url: must be an https address',
    ],
    [
      'a pin with a user',
      {
        cluster: 'a',
        apiServer: { url: 'https://canary@a.example', caData: 'Y2E=' },
      },
      'clusters[1].apiServer.url: must be an https address',
    ],
    [
      'a pin without a CA',
      { cluster: 'a', apiServer: { url: 'https://a.example' } },
      'clusters[1].apiServer: one of caData or caFile',
    ],
    [
      'a pin with two CAs',
      {
        cluster: 'a',
        apiServer: { url: 'https://a.example', caData: 'Y2E=', caFile: '/ca' },
      },
      'clusters[1].apiServer: one of caData or caFile',
    ],
    [
      'a pin beside a kubeconfig',
      {
        cluster: 'a',
        apiServer: { url: 'https://a.example', caFile: '/ca' },
        credential: { kubeconfig: '/k', context: 'x' },
      },
      'clusters[1].apiServer: is of no use with kubeconfig',
    ],
    [
      'no cloud',
      { cluster: 'a', cloud: {} },
      'clusters[1].cloud: one of eks, gke, aks must be given',
    ],
    [
      'two clouds',
      { cluster: 'a', cloud: { eks: {}, gke: {} } },
      'clusters[1].cloud: one of eks, gke, aks must be given',
    ],
    [
      'a cluster of a cloud without its place',
      { cluster: 'a', cloud: { gke: { project: 'p', name: 'n' } } },
      'clusters[1].cloud.gke.location: is missing',
    ],
    [
      'a region that is a host',
      { cluster: 'a', cloud: { eks: { region: 'x.example/', name: 'n' } } },
      'clusters[1].cloud.eks.region: must be like eu-central-1',
    ],
    [
      'an account that is a number',
      {
        cluster: 'a',
        cloud: { eks: { region: 'eu-west-1', name: 'n', accountId: 12 } },
      },
      'clusters[1].cloud.eks.accountId: must be a text',
    ],
    ['a taken id', { cluster: 'b', id: 'good' }, 'is taken by secrets.kub'],
  ])('names the place of %s, and reads the others', (_, entry, message) => {
    const { entries, broken } = read([
      { cluster: 'good', id: 'good' },
      entry,
      { cluster: 'fine', id: 'fine' },
    ]);
    expect(entries.map(({ id }) => id)).toEqual(['good', 'fine']);
    expect(broken).toHaveLength(1);
    expect(broken[0].message).toContain(message);
    expect(JSON.stringify(broken)).not.toContain('canary');
  });

  it('reads what a cluster is called in its cloud', () => {
    const clouds = [
      {
        eks: { region: 'us-gov-west-1', name: 'n', accountId: '123456789012' },
      },
      { gke: { project: 'p', location: 'l', name: 'n' } },
      { aks: { subscription: 's', resourceGroup: 'g', name: 'n' } },
    ];
    const { entries, broken } = read(
      clouds.map((cloud, index) => ({ cluster: `c${index}`, cloud })),
    );
    expect(broken).toEqual([]);
    expect(entries.map(({ cloud }) => cloud)).toEqual([
      { cloud: 'EKS', ...clouds[0].eks },
      { cloud: 'GKE', ...clouds[1].gke },
      { cloud: 'AKS', ...clouds[2].aks },
    ]);
  });

  it('is empty without configuration', () => {
    expect(readClusterEntries(new ConfigReader({}))).toEqual({
      entries: [],
      broken: [],
    });
    expect(read('x').broken).toHaveLength(1);
  });
});
