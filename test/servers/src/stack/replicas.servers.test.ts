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

// Two portals on one PostgreSQL, and one that is killed again and again.
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KubernetesManifest } from '../manifests/KubernetesManifest';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import {
  type PostgresProcess,
  startPostgresProcess,
} from '../portal/startPostgresProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'shared';
const SIZE = 8_000;
const KILLS = 20;
const TAKEN_OVER_MS = 20_000;
const PATIENCE_MS = 120_000;
const SECRETS = '/api/v1/namespaces/default/secrets';

const cluster = useLivingCluster({
  clusterName: NAME,
  audit: true,
  controllerManager: false,
  scheduler: false,
  kwok: false,
  apiServerArgs: ['--disable-admission-plugins=ServiceAccount'],
});

describe('portals on one PostgreSQL', () => {
  let postgres: PostgresProcess;
  let token: string;
  const running = new Set<PortalProcess>();

  const start = async () => {
    const portal = await startPortalProcess({
      config: clusterConfig(cluster(), {
        token,
        postgres: postgres.connectionString,
      }),
    });
    running.add(portal);
    return portal;
  };
  const end = async (portal: PortalProcess, how: 'kill' | 'stop') => {
    running.delete(portal);
    await portal[how]();
  };
  const signIn = (portal: PortalProcess) =>
    until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
  const sourceOf = async (api: PortalApi) =>
    (await api.get('/api/secrets/sources')).items.find(
      ({ id }: { id: string }) => id === NAME,
    );
  const isLive = (api: PortalApi) =>
    until(async () => {
      expect(await sourceOf(api)).toMatchObject({ state: 'live' });
    }, PATIENCE_MS);
  const create = async (name: string) =>
    await cluster().api.call('POST', SECRETS, {
      body: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace: 'default' },
        stringData: { key: 'value' },
      },
    });
  const shows = (api: PortalApi, name: string, timeoutMs: number) =>
    until(async () => {
      const { items } = await api.get(`/api/secrets/secrets?q=${name}`);
      expect(items).toEqual([expect.objectContaining({ name, exists: true })]);
    }, timeoutMs);
  /** How often a whole list of Secrets was begun, as the API server noted. */
  const listsBegun = async () =>
    (await readFile(cluster().auditLogFile, 'utf8'))
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
      .filter(
        ({ verb, stage, objectRef, requestURI, user }) =>
          verb === 'list' &&
          stage === 'ResponseComplete' &&
          objectRef?.resource === 'secrets' &&
          user.username.endsWith(':keyward-reader') &&
          requestURI.includes('labelSelector=%21') &&
          !requestURI.includes('continue='),
      ).length;

  beforeAll(async () => {
    postgres = await startPostgresProcess();
    token = await readerToken(cluster());
    await cluster().putObjects(generate(SIZE));
  }, 120_000);

  afterAll(async () => {
    for (const portal of running) {
      await portal.kill();
    }
    await postgres?.stop();
  }, 60_000);

  it(
    'ends equal to the cluster after 20 kills in mid-sync',
    async () => {
      let inMidSync = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const portal = await start();
        await new Promise(resolve => setTimeout(resolve, (kill * 97) % 1500));
        const api = await portal
          .signIn('user:default/pat')
          .catch(() => undefined);
        const source = api && (await sourceOf(api));
        if (source?.state !== 'live') {
          inMidSync += 1;
        }
        await end(portal, 'kill');
        await create(`killed-${kill}`);
      }
      expect(inMidSync).toBeGreaterThan(0);
      const portal = await start();
      const api = await signIn(portal);
      await shows(api, `killed-${KILLS - 1}`, PATIENCE_MS);
      await isLive(api);
      const { items } = await cluster().api.call('GET', '/api/v1/secrets');
      const listed = await api.list('/api/secrets/secrets');
      expect(namesOf(listed.filter(({ exists }) => exists))).toEqual(
        namesOf(items.map(({ metadata }: any) => metadata)),
      );
      await end(portal, 'stop');
    },
    30 * 60_000,
  );

  it('do no work twice, and take over from one that is killed', async () => {
    const first = await start();
    const firstApi = await signIn(first);
    await isLive(firstApi);
    const before = await listsBegun();
    const second = await start();
    const secondApi = await signIn(second);
    await isLive(secondApi);
    // A page of the replica that does not collect shows what is new.
    await create('shared-one');
    await shows(secondApi, 'shared-one', 5_000);
    await shows(firstApi, 'shared-one', 5_000);
    // The second one asked the cluster for nothing.
    expect(await listsBegun()).toBe(before);

    await end(first, 'kill');
    const killed = Date.now();
    await create('shared-two');
    await shows(secondApi, 'shared-two', TAKEN_OVER_MS);
    expect(Date.now() - killed).toBeLessThan(TAKEN_OVER_MS);
    // It goes on where the other one was.
    expect(await listsBegun()).toBe(before);
    await end(second, 'stop');
  }, 300_000);
});

function namesOf(items: { namespace: string; name: string }[]): string[] {
  return items.map(({ namespace, name }) => `${namespace}/${name}`).sort();
}

function* generate(size: number): Generator<KubernetesManifest> {
  for (let index = 0; index < size; index++) {
    yield {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `generated-${index}`,
        namespace: `team-${index % 50}`,
        uid: randomUUID(),
        creationTimestamp: '2026-01-02T03:04:05Z',
      },
      type: 'Opaque',
      data: { password: randomBytes(24).toString('base64') },
    } as KubernetesManifest;
  }
}
