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

import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLivingCluster } from './startLivingCluster';

const onlyApiServer = {
  controllerManager: false,
  scheduler: false,
  kwok: false,
};

describe('startLivingCluster', () => {
  it('takes a folder up again with the same address, keys and objects', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'keyward-taken-up-'));
    const options = {
      ...onlyApiServer,
      dataDir,
      users: [{ name: 'reader' }],
    };
    const first = await startLivingCluster(options);
    const { url, adminToken, caData } = first;
    const { reader } = first.userTokens;
    try {
      expect(Object.keys(first.pids)).toEqual(['etcd', 'kube-apiserver']);
      await first.kubectl(['create', 'configmap', 'kept']);
    } finally {
      await first.stop();
    }

    const second = await startLivingCluster(options);
    try {
      expect(second).toMatchObject({ url, adminToken, caData });
      expect(second.userTokens).toEqual({ reader });
      const names = await second.kubectl(['get', 'configmaps', '-o', 'name']);
      expect(names.trim().split('\n')).toContain('configmap/kept');
    } finally {
      await second.stop();
      await rm(dataDir, { recursive: true });
    }
  });

  it('removes its temporary folder and shows why a server does not start', async () => {
    await expect(
      startLivingCluster({
        ...onlyApiServer,
        apiServerArgs: ['--no-such-flag'],
      }),
    ).rejects.toThrow(
      /kube-apiserver ended while starting[^]*unknown flag: --no-such-flag/,
    );

    const cluster = await startLivingCluster(onlyApiServer);
    await access(cluster.dataDir);
    await cluster.stop();
    await expect(access(cluster.dataDir)).rejects.toThrow('ENOENT');
  });

  it('writes an audit log and posts it to a webhook', async () => {
    const received: any[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        received.push(...JSON.parse(text).items);
        response.end('{}');
      });
    });
    const port = await new Promise<number>(resolve =>
      server.listen(0, '127.0.0.1', () =>
        resolve((server.address() as { port: number }).port),
      ),
    );
    const cluster = await startLivingCluster({
      ...onlyApiServer,
      audit: {
        webhookUrl: `http://127.0.0.1:${port}/`,
        rules: [
          {
            level: 'Metadata',
            omitStages: ['RequestReceived'],
            resources: [{ group: '', resources: ['secrets'] }],
          },
        ],
      },
    });
    try {
      const path = '/api/v1/namespaces/default/secrets/looked-for';
      await cluster.api.request('GET', path);
      const log = await readFile(cluster.auditLogFile, 'utf8');
      expect(log).toContain(path);

      const deadline = Date.now() + 20_000;
      const isIt = (event: any) => event.requestURI === path;
      while (!received.some(isIt) && Date.now() < deadline) {
        await new Promise(resolve => setTimeout(resolve, 100));
      }
      expect(received.find(isIt)).toMatchObject({
        verb: 'get',
        user: { username: 'keyward-admin' },
        responseStatus: { code: 404 },
      });
    } finally {
      await cluster.stop();
      server.close();
    }
  });
});
