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

import { createServer, type Server } from 'http';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { KubernetesSourceProvider } from './KubernetesSourceProvider';
import { closeServer, listenLocally } from '../__testUtils__/localServer';

const KEY = Buffer.alloc(32, 7).toString('base64');

const provide = (data: object, entities: any[] = []) =>
  new KubernetesSourceProvider({
    config: new ConfigReader(data as any),
    logger: mockServices.logger.mock(),
    catalog: catalogServiceMock({ entities }),
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    getKinds: () => [],
  });

const located = (...clusters: object[]) => ({
  kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
});
const prod = {
  name: 'prod',
  url: 'https://prod.example',
  authProvider: 'serviceAccount',
  serviceAccountToken: 'canary-of-plugin-kubernetes',
};

describe('KubernetesSourceProvider', () => {
  it('shows a cluster without a credential, with the remedy', async () => {
    const sources = await provide(located(prod)).getSources();
    expect(sources).toMatchObject([
      {
        id: expect.stringMatching(/^prod-[0-9a-f]{6}$/),
        title: 'prod',
        problem: {
          code: 'no-credential',
          remedy: expect.stringContaining('deploy/kubernetes/reader.yaml'),
        },
      },
    ]);
  });

  it('makes a source with a credential of its own', async () => {
    const provider = provide({
      ...located({ ...prod, title: 'Production', dashboardUrl: 'https://d' }),
      secrets: {
        fingerprint: { key: KEY },
        kubernetes: {
          clusters: [
            { cluster: 'prod', id: 'p', credential: { token: 'own' } },
          ],
        },
      },
    });
    const [source, ...others] = await provider.getSources();
    expect(others).toEqual([]);
    expect(source).toMatchObject({
      id: 'p',
      title: 'Production',
      configuredName: 'prod',
      address: prod.url,
      dashboardUrl: 'https://d',
      mode: 'fingerprint',
    });
    expect(source.problem).toBeUndefined();
    // The same object each minute: a run must not be taken for another source.
    expect((await provider.getSources())[0]).toBe(source);
  });

  it('finds clusters in the catalog and names GKE as unsupported', async () => {
    const sources = await provide(
      {
        kubernetes: {
          clusterLocatorMethods: [
            { type: 'catalog' },
            { type: 'gke', projectId: 'shop' },
            { type: 'localKubectlProxy' },
            { type: 'odd' },
          ],
        },
      },
      [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Resource',
          metadata: {
            name: 'staging',
            annotations: {
              'kubernetes.io/api-server': 'https://staging.example',
              'kubernetes.io/api-server-certificate-authority': 'Y2E=',
              'kubernetes.io/auth-provider': 'oidc',
            },
          },
          spec: { type: 'kubernetes-cluster', owner: 'platform' },
        },
      ],
    ).getSources();
    const codes = Object.fromEntries(
      sources.map(({ title, problem }) => [title, problem?.code]),
    );
    expect(codes).toEqual({
      staging: 'no-credential',
      shop: 'unsupported',
      local: 'no-credential',
    });
  });

  it.each([
    [
      { credential: { token: 'canary' } },
      { key: 'c2hvcnQ=' },
      'has 5 bytes, at least 32',
    ],
    [
      { credential: { token: 'canary' } },
      undefined,
      'fingerprint.key is missing',
    ],
    [
      { cluster: 'other', credential: { token: 'canary' } },
      { key: KEY },
      'The cluster other is not known',
    ],
    [
      { credential: { kubeconfig: '/nowhere', context: 'x' } },
      { key: KEY },
      'The kubeconfig /nowhere cannot be read (ENOENT)',
    ],
  ])(
    'tells what is wrong with the configuration (%#)',
    async (entry, fingerprint, message) => {
      const sources = await provide({
        ...located(prod),
        secrets: {
          fingerprint,
          kubernetes: { clusters: [{ cluster: 'prod', id: 'p', ...entry }] },
        },
      }).getSources();
      expect(sources[0]).toMatchObject({
        id: 'p',
        problem: { message: expect.stringContaining(message) },
      });
      expect(JSON.stringify(sources)).not.toContain('canary');
    },
  );

  describe('with a trap', () => {
    let server: Server;
    let requests: number;
    let folder: string;
    const { KUBECONFIG, HOME } = process.env;

    beforeEach(async () => {
      requests = 0;
      server = createServer((_, response) => {
        requests += 1;
        response.end('{}');
      });
      await listenLocally(server);
      folder = mkdtempSync(join(tmpdir(), 'keyward-trap-'));
      const { port } = server.address() as AddressInfo;
      const config = {
        'current-context': 'trap',
        clusters: [
          { name: 'trap', cluster: { server: `http://127.0.0.1:${port}` } },
        ],
        users: [{ name: 'trap', user: { token: 'trap' } }],
        contexts: [
          { name: 'trap', context: { cluster: 'trap', user: 'trap' } },
        ],
      };
      const file = join(folder, 'config');
      writeFileSync(file, JSON.stringify(config));
      process.env.KUBECONFIG = file;
      process.env.HOME = folder;
    });
    afterEach(async () => {
      process.env.KUBECONFIG = KUBECONFIG;
      process.env.HOME = HOME;
      if (KUBECONFIG === undefined) {
        delete process.env.KUBECONFIG;
      }
      rmSync(folder, { recursive: true });
      await closeServer(server);
    });

    it('opens no kubeconfig unasked', async () => {
      const sources = await provide({
        kubernetes: { clusterLocatorMethods: [{ type: 'localKubectlProxy' }] },
        secrets: {
          fingerprint: { key: KEY },
          kubernetes: { clusters: [{ cluster: 'trap' }] },
        },
      }).getSources();
      const abort = new AbortController();
      const runs = sources.map(source =>
        source.run({
          signal: abort.signal,
          cursors: {},
          apply: async () => {},
          report: async () => {},
        }),
      );
      await new Promise(resolve => setTimeout(resolve, 500));
      abort.abort();
      await Promise.all(runs);
      expect(sources.map(({ problem }) => problem?.code)).toEqual([
        'no-credential',
        'no-credential',
      ]);
      expect(requests).toBe(0);
    });
  });
});
