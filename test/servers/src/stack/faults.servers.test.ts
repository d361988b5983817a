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

// What a portal says while a cluster cannot be read, and that it recovers.
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { TroubleProxy } from '../portal/TroubleProxy';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'troubled';
const PATIENCE_MS = 90_000;
const SECRETS = '/api/v1/namespaces/default/secrets';
const ACCOUNT = '/api/v1/namespaces/keyward/serviceaccounts/keyward-reader';
const BINDING =
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/keyward-reader';

const cluster = useLivingCluster({
  clusterName: NAME,
  controllerManager: false,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

describe('a portal before a cluster in trouble', () => {
  let proxy: TroubleProxy;
  let portal: PortalProcess;
  let pat: PortalApi;
  let created = 0;

  const source = async () =>
    (await pat.get('/api/secrets/sources')).items.find(
      ({ id }: { id: string }) => id === NAME,
    );
  const isLive = () =>
    until(async () => {
      expect(await source()).toMatchObject({ state: 'live', problems: [] });
    }, PATIENCE_MS);
  const create = async () => {
    created += 1;
    const name = `created-${created}`;
    await cluster().api.call('POST', SECRETS, {
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        stringData: { key: 'value' },
      },
    });
    return name;
  };
  const rowOf = async (name: string) =>
    (await pat.get(`/api/secrets/secrets?q=${name}`)).items.find(
      (item: { name: string }) => item.name === name,
    );
  const shows = (name: string) =>
    until(async () => {
      expect(await rowOf(name)).toMatchObject({ exists: true });
    }, PATIENCE_MS);
  /** The source says what is wrong, with a remedy, and its rows are not passed off as fresh. */
  const saysStale = async (codes: string[], known: string) => {
    await until(async () => {
      const { state, problems } = await source();
      expect(['degraded', 'down']).toContain(state);
      expect(codes).toContain(problems[0]?.code);
      expect(problems[0].remedy).toBeTruthy();
    }, PATIENCE_MS);
    await until(async () => {
      const { problems } = await rowOf(known);
      expect(problems).toContainEqual(
        expect.objectContaining({ code: 'sourceStale' }),
      );
    }, PATIENCE_MS);
  };
  const isFresh = (name: string) =>
    until(async () => {
      expect((await rowOf(name)).problems).toEqual([]);
    }, PATIENCE_MS);

  beforeAll(async () => {
    const token = await readerToken(cluster());
    proxy = await TroubleProxy.start(cluster());
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token, url: proxy.url }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  }, 300_000);

  // A test that fails must not leave its trouble to the next one.
  afterEach(() => proxy?.make('none'));

  afterAll(async () => {
    await portal?.stop();
    await proxy?.stop();
  }, 30_000);

  it.each(['hang', 'reset', 'busy'] as const)(
    'tells of a proxy that answers with %s, and recovers',
    async trouble => {
      const known = await create();
      await shows(known);
      await isFresh(known);
      proxy.make(trouble);
      const missed = await create();
      await saysStale(
        ['unreachable', 'busy', 'unavailable', 'throttled'],
        known,
      );
      // The connections that were cut are told of before a new one is tried.
      await until(
        async () => expect(proxy.troubled).toBeGreaterThan(0),
        PATIENCE_MS,
      );
      expect(await rowOf(missed)).toBeUndefined();
      proxy.make('none');
      await shows(missed);
      await isLive();
      await isFresh(known);
    },
    240_000,
  );

  it('tells of rights that are taken away (403), and recovers', async () => {
    const known = await create();
    await shows(known);
    const binding = await cluster().api.call('GET', BINDING);
    await cluster().api.call('DELETE', BINDING);
    proxy.make('reset');
    proxy.make('none');
    await saysStale(['forbidden'], known);
    delete binding.metadata.resourceVersion;
    delete binding.metadata.uid;
    await cluster().api.call('POST', BINDING.replace(/\/[^/]*$/, ''), {
      body: binding,
    });
    await isLive();
    await isFresh(known);
  }, 240_000);

  it('tells of a token that is revoked (401)', async () => {
    const known = await create();
    await shows(known);
    await cluster().api.call('DELETE', ACCOUNT);
    // The API server remembers a token for 10 s.
    await new Promise(resolve => setTimeout(resolve, 11_000));
    proxy.make('reset');
    proxy.make('none');
    await saysStale(['unauthorized'], known);
  }, 240_000);
});
