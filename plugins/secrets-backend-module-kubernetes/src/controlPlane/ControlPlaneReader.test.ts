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

import { judgeEncryption } from '@keyward/compliance';
import { ClusterClient } from '@keyward/kube-collector';
import { KubeConfig } from '@kubernetes/client-node';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudError } from '../cloud';
import { ControlPlaneReader } from './ControlPlaneReader';
import { observeControlPlane, readFirstSeen } from './observation';

const OPERATIONS = 'apiserver_storage_transformation_operations_total';
const CONFIG = 'apiserver_encryption_config_controller_last_config_info';

function metricsOf(
  instance: string,
  hash: string,
  counts: [type: string, prefix: string, count: number][],
): string {
  return [
    '# HELP a_counter of something else',
    'a_counter{name="planted-value"} 1',
    'kubernetes_build_info{major="1",minor="34"} 1',
    `${CONFIG}{apiserver_id_hash="${instance}",hash="${hash}"} 1`,
    ...counts.map(
      ([type, prefix, count]) =>
        `${OPERATIONS}{resource="secrets",status="OK",transformation_type="${type}",transformer_prefix="${prefix}"} ${count}`,
    ),
    '',
  ].join('\n');
}

describe('ControlPlaneReader', () => {
  let server: Server;
  let client: ClusterClient;
  /** What is answered, by path: a status, a text or an object. */
  let answers: Record<string, number | string | string[] | object>;
  let asked: { path: string; accept?: string }[];

  beforeEach(async () => {
    asked = [];
    answers = {
      '/metrics': metricsOf('one', 'h1', []),
      '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases': {
        items: [{}],
      },
      '/api/v1/namespaces/kube-system/pods': { items: [] },
      '/api/v1/secrets': {
        metadata: { resourceVersion: '100', remainingItemCount: 1 },
        items: [{ metadata: { resourceVersion: '90' } }],
      },
    };
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://server');
      asked.push({ path: request.url!, accept: request.headers.accept });
      let answer = answers[pathname] ?? 404;
      if (Array.isArray(answer)) {
        answer.push(answer.shift()!);
        [answer] = answer;
      }
      if (typeof answer === 'number') {
        response.writeHead(answer).end('planted-value');
      } else {
        response.end(
          typeof answer === 'string' ? answer : JSON.stringify(answer),
        );
      }
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'reader', token: 'token' },
    );
    client = new ClusterClient(config);
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const { signal } = new AbortController();
  const createReader = (
    options: Partial<ConstructorParameters<typeof ControlPlaneReader>[1]> = {},
  ) => new ControlPlaneReader(client, { readsSecrets: true, ...options });

  it('asks the cloud now and then, and does without it', async () => {
    const encryption = { cloud: 'EKS', covers: 'all' } as const;
    const askCloud = jest
      .fn()
      .mockRejectedValueOnce(new CloudError('EKS: does not answer'))
      .mockResolvedValue(encryption);
    const reader = createReader({ askCloud });
    const first = await reader.read(signal);
    expect(first.missing).toContain('EKS: does not answer');
    expect(first.evidence).not.toHaveProperty('managed');
    expect(first.evidence.staticPods).toEqual([]);
    for (const _ of [1, 2]) {
      const { evidence, missing } = await reader.read(signal);
      expect(evidence.managed).toEqual(encryption);
      expect(missing).not.toContain('EKS: does not answer');
    }
    expect(askCloud).toHaveBeenCalledTimes(2);
  });

  it('names what it may not read, and knows nothing by it', async () => {
    for (const path of Object.keys(answers)) {
      answers[path] = 403;
    }
    expect(await createReader().read(signal)).toEqual({
      evidence: {},
      missing: [
        'leases of kube-system',
        '/metrics',
        'Secrets',
        'pods of kube-system',
      ],
    });
  });

  it('fails where the API server does, without what it says', async () => {
    answers['/metrics'] = 500;
    await expect(createReader().read(signal)).rejects.toThrow(
      'GET /metrics: answered 500',
    );
    answers['/metrics'] = 'a_counter 1\n';
    await expect(createReader().read(signal)).rejects.toThrow(
      'no kubernetes_build_info',
    );
    answers['/metrics'] = metricsOf('one', 'h1', []);
    answers['/api/v1/secrets'] = '{"planted-value';
    await expect(createReader().read(signal)).rejects.toThrow(
      'GET /api/v1/secrets: the answer is no JSON',
    );
  });

  it('reads metadata of Secrets alone, and none where only references are read', async () => {
    await createReader().read(signal);
    const ofSecrets = asked.filter(({ path }) =>
      path.startsWith('/api/v1/secrets'),
    );
    expect(ofSecrets.length).toBeGreaterThan(0);
    for (const { accept } of ofSecrets) {
      expect(accept).toContain('as=PartialObjectMetadataList');
    }
    asked = [];
    const { evidence } = await createReader({ readsSecrets: false }).read(
      signal,
    );
    expect(evidence.secrets).toBeUndefined();
    expect(asked.some(({ path }) => path.includes('secrets'))).toBe(false);
  });

  it('remembers when a configuration was seen first, and counts what is older', async () => {
    const reader = createReader({ recountMs: 0 });
    const first = await reader.read(signal);
    expect(first.evidence).toMatchObject({
      apiServers: 1,
      secrets: 2,
      firstSeen: {
        configHash: 'h1',
        resourceVersion: '100',
        plaintextWrites: { one: 0 },
      },
      notRewritten: 1,
    });
    answers['/metrics'] = metricsOf('one', 'h1', [
      ['to_storage', 'k8s:enc:secretbox:v1:', 2],
    ]);
    answers['/api/v1/secrets'] = {
      metadata: { resourceVersion: '120' },
      items: [
        { metadata: { resourceVersion: '110' } },
        { metadata: { resourceVersion: '111' } },
      ],
    };
    // A restart of the portal forgets nothing.
    const { cursor } = observeControlPlane('c', first, reader.firstSeen);
    const again = createReader({ firstSeen: readFirstSeen(cursor) });
    const { evidence } = await again.read(signal);
    expect(evidence).toMatchObject({
      firstSeen: { resourceVersion: '100' },
      notRewritten: 0,
    });
    expect(judgeEncryption({ cluster: 'c', ...evidence })).toMatchObject({
      state: 'encrypted',
      provider: 'secretbox',
    });
    // Another configuration begins anew.
    answers['/metrics'] = metricsOf('one', 'h2', []);
    expect((await again.read(signal)).evidence).toMatchObject({
      firstSeen: { configHash: 'h2', resourceVersion: '120' },
      notRewritten: 2,
    });
    expect(readFirstSeen('{"tow"')).toBeUndefined();
    expect(readFirstSeen('{"configHash":1}')).toBeUndefined();
  });

  it('takes what the inventory has no room for as unknown', () => {
    const staticPods = Array.from({ length: 500 }, () => ({
      hasEncryptionConfig: true,
      writesAuditLog: true,
      keepsAuditLog: true,
      looksTokensUp: true,
    }));
    const { upserts } = observeControlPlane(
      'c',
      { evidence: { staticPods }, missing: [] },
      undefined,
    );
    expect(upserts).toMatchObject([
      { attributes: { evidence: '{}', missing: [] } },
    ]);
  });

  it('asks several API servers behind one address, and proves nothing before each has answered', async () => {
    answers['/apis/coordination.k8s.io/v1/namespaces/kube-system/leases'] = {
      items: [{}, {}],
    };
    const encrypted = (instance: string) =>
      metricsOf(instance, 'h1', [
        ['from_storage', 'k8s:enc:secretbox:v1:', 2],
        ['to_storage', 'k8s:enc:secretbox:v1:', 1],
      ]);
    answers['/metrics'] = [encrypted('one')];
    const reader = createReader();
    const judge = async () => {
      const { evidence } = await reader.read(signal);
      return judgeEncryption({ cluster: 'c', ...evidence }).state;
    };
    expect(await judge()).toBe('unknown');
    answers['/metrics'] = [encrypted('one'), encrypted('two')];
    expect(await judge()).toBe('encrypted');
    // What the other one said last counts as well.
    answers['/metrics'] = [
      metricsOf('two', 'h1', [['from_storage', 'identity', 1]]),
    ];
    expect(await judge()).toBe('mixed');
  });

  it('reads the arguments of static pods, and of no others', async () => {
    const pod = (command: string[], annotations = {}) => ({
      metadata: { annotations },
      spec: { containers: [{ name: 'kube-apiserver', command }] },
    });
    answers['/api/v1/namespaces/kube-system/pods'] = {
      items: [
        pod(['kube-apiserver', '--encryption-provider-config=/etc/enc.yaml'], {
          'kubernetes.io/config.mirror': 'x',
        }),
        pod(['kube-apiserver', '--token=planted-value']),
      ],
    };
    const { evidence } = await createReader().read(signal);
    expect(evidence.staticPods).toEqual([
      {
        hasEncryptionConfig: true,
        writesAuditLog: false,
        keepsAuditLog: false,
        looksTokensUp: true,
      },
    ]);
    expect(JSON.stringify(evidence)).not.toContain('planted');
  });

  it('asks for the health of the KMS plugin where there is one', async () => {
    answers['/metrics'] = metricsOf('one', 'h1', [
      ['to_storage', 'k8s:enc:kms:v2:', 1],
    ]);
    for (const [answer, kms] of [
      ['ok', 'healthy'],
      [500, 'failing'],
      [404, undefined],
    ] as const) {
      answers['/healthz/kms-providers'] = answer;
      expect((await createReader().read(signal)).evidence.kms).toBe(kms);
    }
    answers['/healthz/kms-providers'] = 403;
    expect((await createReader().read(signal)).missing).toEqual([
      '/healthz/kms-providers',
    ]);
  });
});
