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

import { CoreV1Api, KubeConfig, Watch } from '@kubernetes/client-node';
import { RunningEstate, startEstate } from './startEstate';

describe('startEstate', () => {
  let estate: RunningEstate;

  beforeAll(async () => {
    estate = await startEstate({ watchFiles: false });
  });
  afterAll(() => estate.stop());

  const ask = (
    path: string,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ) =>
    fetch(`https://production.keyward.example${path}`, {
      signal,
      headers: {
        authorization: `Bearer ${estate.clusters[0].token}`,
        ...headers,
      },
    });

  it('tells how it stores Secrets, where its metrics may be read', async () => {
    const response = await ask('/metrics');
    const text = await response.text();
    const secrets = estate.cluster('production').list('v1', 'Secret').length;
    expect(text).toContain(
      `transformation_type="from_storage",transformer_prefix="k8s:enc:secretbox:v1:"} ${secrets}\n`,
    );
    expect(text).not.toContain('identity');
    const refused = await fetch('https://development.keyward.example/metrics', {
      headers: { authorization: `Bearer ${estate.clusters[0].token}` },
    });
    expect(refused.status).toBe(403);
  });

  it('lists in pages to the Kubernetes client', async () => {
    const config = new KubeConfig();
    const { url, token } = estate.clusters[2];
    config.loadFromOptions({
      clusters: [{ name: 'c', server: url }],
      users: [{ name: 'u', token }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    const api = config.makeApiClient(CoreV1Api);
    const all = await api.listSecretForAllNamespaces();
    const names: string[] = [];
    let token2: string | undefined;
    do {
      const page = await api.listSecretForAllNamespaces({
        limit: 20,
        _continue: token2,
      });
      names.push(...page.items.map(item => item.metadata!.uid!));
      token2 = page.metadata!._continue;
    } while (token2);
    expect(names).toEqual(all.items.map(item => item.metadata!.uid));
    expect(names.length).toBeGreaterThan(60);
  });

  it.each([
    '/api/v1/namespaces/payments/limitranges',
    '/api/v1/namespaces/payments/resourcequotas',
    '/apis/autoscaling/v2/namespaces/payments/horizontalpodautoscalers',
    '/apis/metrics.k8s.io/v1beta1/namespaces/payments/pods',
  ])('answers plugin-kubernetes on %s', async path => {
    expect((await ask(path)).status).toBe(200);
  });

  it('lets the Kubernetes client watch', async () => {
    const config = new KubeConfig();
    const { url, token } = estate.clusters[0];
    config.loadFromClusterAndUser(
      { name: 'c', server: url, skipTLSVerify: true },
      { name: 'u', token },
    );
    const store = estate.cluster('development');
    const seen: string[] = [];
    const deleted = new Promise<void>(resolve => {
      new Watch(config)
        .watch(
          '/api/v1/secrets',
          {
            resourceVersion: String(store.revision),
            allowWatchBookmarks: true,
            fieldSelector: 'type!=helm.sh/release.v1',
          },
          type => {
            seen.push(type);
            if (type === 'DELETED') {
              resolve();
            }
          },
          () => {},
        )
        .then(controller => {
          const put = (name: string, type: string) =>
            store.put({
              apiVersion: 'v1',
              kind: 'Secret',
              type,
              metadata: { name, namespace: 'payments' },
            });
          put('jewel', 'helm.sh/release.v1');
          store.delete(put('plain', 'Opaque'));
          return deleted.then(() => controller.abort());
        });
    });
    await deleted;
    expect(seen).toEqual(['BOOKMARK', 'ADDED', 'DELETED']);
  });

  it('asks for a token and its rights', async () => {
    const secrets = '/api/v1/secrets';
    expect((await ask(secrets, { authorization: '' })).status).toBe(401);
    expect(
      (await ask(secrets, { authorization: 'Bearer kubernetes-plugin' }))
        .status,
    ).toBe(403);
    expect(
      (await ask('/api/v1/pods', { authorization: 'Bearer kubernetes-plugin' }))
        .status,
    ).toBe(200);
  });

  it('selects, and answers without data where asked to', async () => {
    const helm = await ask(
      '/api/v1/namespaces/payments/secrets?fieldSelector=type%3Dhelm.sh/release.v1',
      {
        accept:
          'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
      },
    ).then(response => response.json());
    expect(helm.kind).toBe('PartialObjectMetadataList');
    expect(helm.items).toHaveLength(1);
    expect(helm.items[0].data).toBeUndefined();
    const table = await ask('/api/v1/namespaces/payments/secrets', {
      accept: 'application/json;as=Table;g=meta.k8s.io;v=v1',
    }).then(response => response.json());
    expect(table.kind).toBe('Table');
    expect(table.rows[0].cells).toHaveLength(4);
  });

  it('reports changes, and 410 after a compaction', async () => {
    const store = estate.cluster('production');
    const old = store.revision;
    const aborting = new AbortController();
    const watching = await ask(
      `/api/v1/secrets?watch=true&resourceVersion=${old}`,
      {},
      aborting.signal,
    );
    const reader = watching.body!.getReader();
    store.put({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'Opaque',
      metadata: { name: 'new', namespace: 'payments' },
    });
    const { value } = await reader.read();
    const event = JSON.parse(new TextDecoder().decode(value));
    expect(event.type).toBe('ADDED');
    expect(event.object.metadata.name).toBe('new');
    aborting.abort();

    store.compact();
    const gone = await ask(`/api/v1/secrets?watch=true&resourceVersion=${old}`);
    expect(JSON.parse(await gone.text())).toMatchObject({
      type: 'ERROR',
      object: { code: 410 },
    });
  });

  it('fails as asked', async () => {
    const store = estate.cluster('production');
    store.setFault({ kind: 'status', code: 429 });
    expect((await ask('/version')).status).toBe(429);
    store.setFault(undefined);
    expect((await ask('/version')).status).toBe(200);
  });
});
