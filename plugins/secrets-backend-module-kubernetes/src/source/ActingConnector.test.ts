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

import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, type Server } from 'http';
import { tmpdir } from 'os';
import { join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { ActingCredential } from '@keyward/backstage-plugin-secrets-node';
import { closeServer, listenLocally } from '../__testUtils__/localServer';
import { ActingConnector } from './ActingConnector';
import { KubernetesSourceProvider } from './KubernetesSourceProvider';

const AS = { signal: AbortSignal.timeout(30_000) };
const SENT = { body: '{}', contentType: 'application/merge-patch+json' };

describe('ActingConnector', () => {
  let server: Server;
  let url: string;
  let folder: string;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyward-acting-'));
    server = createServer((request, response) => {
      asked.push(
        `${request.method} ${request.url} ${request.headers.authorization}`,
      );
      response.end('{}');
    });
    url = await listenLocally(server);
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await closeServer(server);
  });

  const connectorOf = (
    entry: object,
    clusters: object[] = [{ name: 'prod', url, skipTLSVerify: true }],
    entities: any[] = [],
  ) =>
    new ActingConnector(
      new KubernetesSourceProvider({
        config: new ConfigReader({
          kubernetes: {
            clusterLocatorMethods: [
              { type: 'config', clusters },
              { type: 'catalog' },
            ],
          },
          secrets: {
            kubernetes: {
              clusters: [{ cluster: 'prod', id: 'p', ...entry }],
            },
          },
        } as any),
        logger: mockServices.logger.mock(),
        catalog: catalogServiceMock({ entities }),
        auth: mockServices.auth(),
        discovery: mockServices.discovery(),
        getKinds: () => [],
      }),
    );

  const token = (text: string): ActingCredential => ({
    type: 'token',
    token: text,
  });

  function fileOf(text: string): string {
    const file = join(folder, `token-${Math.random()}`);
    writeFileSync(file, text);
    return file;
  }

  it('names the clusters that have a credential', () => {
    const connector = connectorOf({ credential: { token: 'observing' } });
    expect(connector.nameOf('p')).toBe('prod');
    expect(connector.nameOf('other')).toBeUndefined();
    expect(connectorOf({}).nameOf('p')).toBeUndefined();
  });

  it('goes where the credential of the source goes, with another one', async () => {
    const connector = connectorOf({ credential: { token: 'observing' } });
    for (const credential of [
      token('acting'),
      { type: 'tokenFile', file: fileOf('acting\n') } as const,
    ]) {
      asked.length = 0;
      const client = await connector.connect('p', credential);
      (await client.patch('/object', SENT, AS)).resume();
      expect(asked).toEqual(['PATCH /object Bearer acting']);
    }
  });

  it('does not act with the credential that observes, wherever it stands', async () => {
    const file = fileOf('observing\n');
    for (const [entry, credential] of [
      [{ token: 'observing' }, token('observing')],
      [{ token: 'observing' }, { type: 'tokenFile', file }],
      [{ tokenFile: file }, token('observing')],
    ] as const) {
      await expect(
        connectorOf({ credential: entry }).connect('p', credential),
      ).rejects.toThrow(
        'The account that observes the cluster prod is not used to change something in it',
      );
    }
  });

  it('sends nothing to an address that only the catalog gives', async () => {
    asked.length = 0;
    const entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'prod',
        annotations: {
          'kubernetes.io/api-server': url,
          'kubernetes.io/api-server-certificate-authority': 'Y2E=',
        },
      },
      spec: { type: 'kubernetes-cluster' },
    };
    const connector = connectorOf(
      { credential: { token: 'observing' } },
      [],
      [entity],
    );
    await expect(connector.connect('p', token('acting'))).rejects.toThrow(
      'comes from the catalog',
    );
    await expect(connector.connect('other', token('acting'))).rejects.toThrow(
      'No cluster with a credential is the source other',
    );
    expect(asked).toEqual([]);
  });
});
