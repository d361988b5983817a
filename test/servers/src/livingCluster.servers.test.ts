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
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './cluster/ApiClient';
import { KubernetesManifest } from './manifests/KubernetesManifest';
import { useLivingCluster } from './useLivingCluster';

const cluster = useLivingCluster({
  clusterName: 'tried',
  users: [{ name: 'reader', groups: ['readers'] }],
  audit: true,
});

async function eventually<T>(
  check: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await check();
    if (result) {
      return result;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not so after ${timeoutMs} ms`);
    }
    await delay(100);
  }
}

const secrets = '/api/v1/namespaces/default/secrets';

function secret(name: string, more: object = {}): KubernetesManifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default', ...more },
    stringData: { token: `made up for ${name}` },
  };
}

describe('living cluster', () => {
  it('has the version of its executable and a ready node', async () => {
    const { gitVersion } = await cluster().api.call('GET', '/version');
    expect(gitVersion).toBe('v1.34.4');

    const nodes = await eventually(async () => {
      const output = await cluster().kubectl(['get', 'nodes']);
      return output.includes(' Ready ') && output;
    });
    expect(nodes).toContain('node-0');
  });

  it('makes three running pods of a Deployment of three', async () => {
    await cluster().kubectl([
      'create',
      'deployment',
      'web',
      '--image=example.com/web:1',
      '--replicas=3',
    ]);
    await cluster().kubectl([
      'rollout',
      'status',
      'deployment/web',
      '--timeout=60s',
    ]);
    const { items } = await cluster().api.call(
      'GET',
      '/api/v1/namespaces/default/pods?labelSelector=app%3Dweb',
    );
    expect(items.map((pod: any) => pod.status.phase)).toEqual([
      'Running',
      'Running',
      'Running',
    ]);
    // KWOK gives out addresses by node, so that two may be the same.
    for (const { status } of items) {
      expect(status.podIP).toMatch(/^\d+(\.\d+){3}$/);
    }
  });

  it('collects what a deleted owner leaves behind', async () => {
    const owner = await cluster().api.call('POST', secrets, {
      body: secret('owner'),
    });
    const { uid } = owner.metadata;
    await cluster().api.call('POST', secrets, {
      body: secret('owned', {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Secret', name: 'owner', uid },
        ],
      }),
    });
    await cluster().api.call('DELETE', `${secrets}/owner`);

    const { reason } = await eventually(async () => {
      const { body } = await cluster().api.request('GET', `${secrets}/owned`);
      return body.kind === 'Status' && body;
    });
    expect(reason).toBe('NotFound');
  });

  it('serves a planted Secret with its planted age', async () => {
    const planted = secret('planted', {
      creationTimestamp: '2026-01-02T03:04:05Z',
      managedFields: [
        {
          manager: 'kubectl-create',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-02-03T04:05:06Z',
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:data': { '.': {}, 'f:token': {} }, 'f:type': {} },
        },
      ],
    });
    await cluster().putObject(planted);

    const served = await eventually(async () => {
      const list = await cluster().api.call('GET', secrets);
      return list.items.find((item: any) => item.metadata.name === 'planted');
    });
    expect(served.metadata).toMatchObject({
      creationTimestamp: '2026-01-02T03:04:05Z',
      managedFields: planted.metadata.managedFields,
    });
    expect(served.type).toBe('Opaque');
    const { token } = served.data;
    expect(Buffer.from(token, 'base64').toString()).toBe('made up for planted');
  });

  it('takes many objects at once', async () => {
    function* many() {
      for (let index = 0; index < 2_000; index += 1) {
        yield {
          ...secret(`many-${index}`),
          metadata: { name: `many-${index}`, namespace: 'many' },
        };
      }
    }
    expect(await cluster().putObjects(many())).toBe(2_000);
    expect(await cluster().etcd.count('/registry/secrets/many/')).toBe(2_000);
    const page = await cluster().api.call(
      'GET',
      '/api/v1/namespaces/many/secrets?limit=500',
    );
    expect(page.items).toHaveLength(500);
    expect(page.metadata.remainingItemCount).toBe(1_500);
    await cluster().etcd.deletePrefix('/registry/secrets/many/');
  });

  it('tells a watch of a change', async () => {
    const { metadata } = await cluster().api.call('GET', secrets);
    const path = `${secrets}?resourceVersion=${metadata.resourceVersion}`;
    const watch = cluster().api.watch(path);
    const next = watch.next();
    await cluster().api.call('POST', secrets, { body: secret('watched') });

    const { value } = await next;
    expect(value).toMatchObject({
      type: 'ADDED',
      object: { metadata: { name: 'watched' } },
    });
    await watch.return();
  });

  it('restarts the API server on the same port with the same objects', async () => {
    const { url } = cluster();
    const before = await cluster().api.call('GET', `${secrets}/planted`);
    const pid = cluster().pids['kube-apiserver'];

    await cluster().stopApiServer();
    await expect(cluster().api.request('GET', '/readyz')).rejects.toThrow(
      /ECONNREFUSED|ECONNRESET|socket hang up/,
    );
    expect(cluster().pids['kube-apiserver']).toBeUndefined();

    await cluster().startApiServer();
    expect(cluster().url).toBe(url);
    expect(cluster().pids['kube-apiserver']).not.toBe(pid);
    const after = await cluster().api.call('GET', `${secrets}/planted`);
    expect(after).toEqual(before);
  });

  it('hangs while the API server is paused and goes on afterwards', async () => {
    cluster().pauseApiServer();
    const signal = AbortSignal.timeout(500);
    await expect(
      cluster().api.request('GET', secrets, { signal }),
    ).rejects.toThrow(/abort/);

    cluster().resumeApiServer();
    const { status } = await cluster().api.request('GET', secrets);
    expect(status).toBe(200);
  });

  it('answers 410 to a watch from before a compaction', async () => {
    const { metadata } = await cluster().api.call('GET', secrets);
    await cluster().api.call('POST', secrets, { body: secret('later') });
    await cluster().compactEtcd();
    // Else the API server answers from its own memory of the events.
    await cluster().restartApiServer();

    const path = `${secrets}?resourceVersion=${metadata.resourceVersion}`;
    const watch = cluster().api.watch(path);
    const { value } = await watch.next().catch((error: ApiError) => ({
      value: { type: 'ERROR', object: { code: error.status } },
    }));
    expect(value).toMatchObject({ type: 'ERROR', object: { code: 410 } });
    await watch.return();
  });

  it('refuses a user whose token was revoked', async () => {
    const token = cluster().userTokens.reader;
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    };
    const review = await cluster().api.call('POST', path, { body, token });
    expect(review.status.userInfo).toMatchObject({
      username: 'reader',
      groups: ['readers', 'system:authenticated'],
    });

    await cluster().revokeUser('reader');
    const { status } = await cluster().api.request('POST', path, {
      body,
      token,
    });
    expect(status).toBe(401);
  });

  it('refuses the token of a ServiceAccount that was deleted', async () => {
    const token = await cluster().createServiceAccountToken('default', 'robot');
    const first = await cluster().api.request('GET', secrets, { token });
    // Known, but without any right.
    expect(first.status).toBe(403);

    await cluster().kubectl(['delete', 'serviceaccount', 'robot']);
    await eventually(async () => {
      const { status } = await cluster().api.request('GET', secrets, { token });
      return status === 401;
    });
  });
});
