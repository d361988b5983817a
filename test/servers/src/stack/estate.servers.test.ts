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

// The whole portal against a real API server that the estate was applied to.
import { loadEstate } from '@internal/estate';
import { observeObject, observeSecret } from '@keyward/kube-model';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'production';
const PATIENCE_MS = 60_000;
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'];
const SECRETS = '/api/v1/namespaces/default/secrets';

const cluster = useLivingCluster({ clusterName: NAME });

describe('the portal on a real API server', () => {
  const { objects } = loadEstate().clusters.find(({ name }) => name === NAME)!;
  const isSkipped = new Set<string>();
  const keyOf = (o: (typeof objects)[number]) =>
    `${o.kind} ${o.metadata.namespace}/${o.metadata.name}`;
  let portal: PortalProcess;
  let pat: PortalApi;

  const listed = async () =>
    await pat.list('/api/secrets/secrets?orderBy=name%2Casc');
  const source = async () =>
    (await pat.get('/api/secrets/sources')).items.find(
      ({ id }: { id: string }) => id === NAME,
    );
  const isLive = () =>
    until(async () => {
      expect(await source()).toMatchObject({ state: 'live', problems: [] });
    }, PATIENCE_MS);
  const find = async (name: string) =>
    (await pat.get(`/api/secrets/secrets?q=${name}`)).items.find(
      (item: { name: string }) => item.name === name,
    );
  const secretBody = (name: string, data: Record<string, string>) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'default' },
    stringData: data,
  });

  beforeAll(async () => {
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    const { skipped } = await applyManifests(cluster(), objects as any);
    for (const { kind, namespace, name } of skipped) {
      isSkipped.add(`${kind} ${namespace}/${name}`);
    }
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), {
        token: await readerToken(cluster()),
      }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('answers with every Secret that was applied, and its keys', async () => {
    const wanted = objects.filter(
      object => object.kind === 'Secret' && !isSkipped.has(keyOf(object)),
    );
    expect(wanted.length).toBeGreaterThan(50);
    const answered = new Map(
      (await listed()).map(item => [`${item.namespace}/${item.name}`, item]),
    );
    const got = wanted.map(({ metadata }) => {
      const item = answered.get(`${metadata.namespace}/${metadata.name}`);
      return item && [item.ref, item.exists, item.type, item.keyCount];
    });
    expect(got).toEqual(
      wanted.map(object => {
        const { ref } = observeSecret(object, {
          sourceId: NAME,
          taken: 'metadata',
        });
        const keys = { ...object.data, ...object.stringData };
        return [ref, true, object.type ?? 'Opaque', Object.keys(keys).length];
      }),
    );
    // Nothing exists for the portal that is not in the cluster.
    const { items } = await cluster().api.call('GET', '/api/v1/secrets');
    const real = items.map(
      ({ metadata }: any) => `${metadata.namespace}/${metadata.name}`,
    );
    const existing = [...answered].filter(([, item]) => item.exists);
    expect(existing.map(([name]) => name).sort()).toEqual(real.sort());
  });

  it('answers with the workloads that use each secret', async () => {
    const wanted = new Map<string, Set<string>>();
    const { items } = await cluster().api.call('GET', '/api/v1/secrets');
    const real = new Set(
      items.map(
        ({ metadata }: any) => `${metadata.namespace}/${metadata.name}`,
      ),
    );
    const madeBy = new Map<string, Named[]>(
      objects
        .filter(({ kind }) => kind === 'SecretProviderClass')
        .map(({ metadata, spec }: any) => [
          `${metadata.namespace}/${metadata.name}`,
          (spec.secretObjects ?? []).map(({ secretName }: any) => ({
            name: secretName,
            optional: true,
          })),
        ]),
    );
    for (const object of objects) {
      if (!WORKLOADS.includes(object.kind)) {
        continue;
      }
      const { metadata, kind } = object;
      const pod = podSpecOf(object);
      const mounted = mountedIn(pod).flatMap(
        name => madeBy.get(`${metadata.namespace}/${name}`) ?? [],
      );
      for (const { name, optional } of [...namesIn(pod), ...mounted]) {
        const key = `${metadata.namespace}/${name}`;
        // Nobody misses what is optional.
        if (optional && !real.has(key)) {
          continue;
        }
        wanted.set(key, wanted.get(key) ?? new Set());
        wanted.get(key)!.add(`${kind}/${metadata.name}`);
      }
    }
    expect(wanted.size).toBeGreaterThan(20);
    const got = new Map<string, Set<string>>();
    for (const { id, namespace, name } of await listed()) {
      const detail = await pat.get(`/api/secrets/secrets/by-id/${id}`);
      for (const consumer of detail.consumerList) {
        const { kind, name: consumerName } = consumer.workload ?? consumer;
        if (WORKLOADS.includes(kind)) {
          const key = `${namespace}/${name}`;
          got.set(key, got.get(key) ?? new Set());
          got.get(key)!.add(`${kind}/${consumerName}`);
        }
      }
    }
    expect(sorted(got)).toEqual(sorted(wanted));
  });

  it('answers with what delivers each secret', async () => {
    const wanted: string[][] = [];
    for (const object of objects) {
      if (object.kind === 'ExternalSecret' || object.kind === 'SealedSecret') {
        // What no controller has looked at neither delivered nor failed.
        if (object.status === undefined) {
          continue;
        }
        const { deliveries } = observeObject(object, { sourceId: NAME });
        for (const { name } of deliveries ?? []) {
          wanted.push([object.metadata.namespace!, name, object.metadata.name]);
        }
      }
    }
    expect(wanted.length).toBeGreaterThan(5);
    const answered = new Map(
      (await listed()).map(item => [`${item.namespace}/${item.name}`, item]),
    );
    expect(
      wanted.map(([namespace, name]) => [
        namespace,
        name,
        answered.get(`${namespace}/${name}`)?.deliverer.name,
      ]),
    ).toEqual(wanted);
  });

  it('follows what is created, changed and deleted', async () => {
    const { api } = cluster();
    await api.call('POST', SECRETS, {
      body: secretBody('followed', { first: 'canary-of-the-first' }),
    });
    const created = await until(async () => {
      const item = await find('followed');
      expect(item).toMatchObject({ exists: true, keyNames: ['first'] });
      return item;
    });
    await api.call('PUT', `${SECRETS}/followed`, {
      body: secretBody('followed', {
        first: 'canary-changed',
        second: 'canary-of-the-second',
      }),
    });
    await until(async () => {
      const item = await find('followed');
      expect(item.keyNames).toEqual(['first', 'second']);
    });
    await api.call('DELETE', `${SECRETS}/followed`);
    await until(async () => expect(await find('followed')).toBeUndefined());
    // Who follows it says what happened, and never to what value.
    const history = await pat.request(
      'GET',
      `/api/secrets/secrets/by-id/${created.id}/history`,
    );
    expect(JSON.stringify(history)).not.toContain('canary');
    expect(portal.log()).not.toContain('canary');
  });

  it('says so while the API server is gone, and catches up', async () => {
    await cluster().stopApiServer();
    await until(async () => {
      const { state, problems } = await source();
      expect(state).not.toBe('live');
      expect(problems[0]).toMatchObject({ code: 'unreachable' });
      expect(problems[0].remedy).toBeTruthy();
    }, PATIENCE_MS);
    await cluster().startApiServer();
    await cluster().api.call('POST', SECRETS, {
      body: secretBody('after-restart', { key: 'value' }),
    });
    await until(async () => {
      expect(await find('after-restart')).toMatchObject({ exists: true });
    }, PATIENCE_MS);
    await isLive();
  }, 180_000);

  it('lists anew after etcd forgot what it had seen', async () => {
    await cluster().stopApiServer();
    // Changed behind the portal's back, and compacted away: only a list tells.
    await cluster().startApiServer();
    await cluster().api.call('DELETE', `${SECRETS}/after-restart`);
    await cluster().api.call('POST', SECRETS, {
      body: secretBody('after-compaction', { key: 'value' }),
    });
    await cluster().compactEtcd();
    await cluster().restartApiServer();
    await until(async () => {
      expect(await find('after-compaction')).toMatchObject({ exists: true });
      expect(await find('after-restart')).toBeUndefined();
    }, PATIENCE_MS);
    await isLive();
  }, 180_000);
});

function podSpecOf({ kind, spec }: Record<string, any>): any {
  return kind === 'CronJob'
    ? spec.jobTemplate.spec.template.spec
    : spec.template.spec;
}

interface Named {
  name: string;
  optional?: boolean;
}

/** By the API reference, and not by what the portal takes for it. */
function namesIn(pod: any): Named[] {
  const containers = [
    ...(pod.containers ?? []),
    ...(pod.initContainers ?? []),
    ...(pod.ephemeralContainers ?? []),
  ];
  return [
    ...containers.flatMap(({ env = [], envFrom = [] }: any) => [
      ...env.map((entry: any) => entry.valueFrom?.secretKeyRef),
      ...envFrom.map((entry: any) => entry.secretRef),
    ]),
    ...(pod.volumes ?? []).flatMap((volume: any) => [
      volume.secret && { ...volume.secret, name: volume.secret.secretName },
      volume.csi?.nodePublishSecretRef,
      ...(volume.projected?.sources ?? []).map((each: any) => each.secret),
    ]),
    ...(pod.imagePullSecrets ?? []),
  ].filter(Boolean);
}

/** The SecretProviderClasses that a pod mounts. */
function mountedIn(pod: any): string[] {
  return (pod.volumes ?? []).flatMap(
    ({ csi }: any) => csi?.volumeAttributes?.secretProviderClass ?? [],
  );
}

function sorted(map: Map<string, Set<string>>) {
  return [...map]
    .map(([key, values]) => `${key}: ${[...values].sort().join(', ')}`)
    .sort();
}
