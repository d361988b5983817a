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

// A custom kind of which one namespace has more objects than are kept of all: what is
// not known by that is not known of that namespace alone.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { applyManifests } from '../manifests/applyManifests';
import { definitionOf } from '../manifests/definitionOf';
import { packageFolder } from '../packageFolder';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import {
  type PortalProcess,
  startPortalProcess,
} from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'many';
const GROUP = 'data.example.com';
const PATIENCE_MS = 120_000;
const FLOOD = 20_001;
const ROLE = join(
  dirname(dirname(packageFolder)),
  'deploy/kubernetes/reader-custom-kinds.yaml',
);

const cluster = useLivingCluster({
  clusterName: NAME,
  scheduler: false,
  kwok: false,
});

const secret = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace, name },
});
const database = (namespace: string, name: string, secretName: string) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Database',
  metadata: { namespace, name },
  spec: { secretRef: { name: secretName } },
});

function* flood() {
  for (let index = 0; index < FLOOD; index++) {
    yield database('noisy', `d${index}`, 'own');
  }
}

describe('a custom kind with too many objects in one namespace', () => {
  let portal: PortalProcess;
  let pat: PortalApi;

  const source = async () => {
    const { items } = await pat.get('/api/secrets/sources');
    return items.find(({ id }: any) => id === NAME);
  };
  const detailOf = async (namespace: string, name: string) => {
    const items: any[] = await pat.list('/api/secrets/secrets');
    const { id } = items.find(
      each => each.namespace === namespace && each.name === name,
    );
    return await pat.get(`/api/secrets/secrets/by-id/${id}`);
  };
  const expectQuietToBeKnown = async () => {
    expect(await detailOf('quiet', 'login')).toMatchObject({
      consumerList: [{ kind: 'Database', name: 'main' }],
      usage: { state: 'used' },
    });
    const { usage } = await detailOf('quiet', 'left-over');
    expect(usage.doubt).toBeUndefined();
  };

  const isLive = () =>
    until(async () => {
      expect(await source()).toMatchObject({ state: 'live', problems: [] });
      await expectQuietToBeKnown();
    }, PATIENCE_MS);

  beforeAll(async () => {
    await applyManifests(cluster(), [
      definitionOf(GROUP, 'Database', 'databases'),
      secret('quiet', 'login'),
      secret('quiet', 'left-over'),
      secret('noisy', 'own'),
      secret('noisy', 'left-over'),
      database('quiet', 'main', 'login'),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: {
          name: 'data-view',
          labels: { 'keyward.io/aggregate-to-reader': 'true' },
        },
        rules: [
          { apiGroups: [GROUP], resources: ['*'], verbs: ['list', 'watch'] },
        ],
      },
    ]);
    const token = await readerToken(cluster());
    await cluster().kubectl(['apply', '-f', '-'], await readFile(ROLE, 'utf8'));
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isLive();
  }, 600_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('leaves out that namespace, and says so, as soon as they are there', async () => {
    expect((await detailOf('noisy', 'left-over')).usage.doubt).toBeUndefined();
    await cluster().putObjects(flood(), 'databases');
    await until(async () => {
      const { state, problems, warnings } = await source();
      expect({ state, problems }).toEqual({ state: 'live', problems: [] });
      expect(warnings).toContainEqual(
        expect.objectContaining({
          code: 'kinds-left-out',
          message: expect.stringMatching(
            /databases\.data\.example\.com in noisy .* more than 20000 objects/,
          ),
        }),
      );
      expect((await detailOf('noisy', 'left-over')).usage).toMatchObject({
        state: 'unknown',
        doubt: { kind: 'unlistedKind', of: `databases.${GROUP}` },
      });
    }, PATIENCE_MS);
    await expectQuietToBeKnown();
  }, 300_000);

  it('is so from the start', async () => {
    await portal.stop();
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token: await readerToken(cluster()) }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await until(async () => {
      expect(await source()).toMatchObject({
        state: 'live',
        problems: [],
        warnings: expect.arrayContaining([
          expect.objectContaining({ code: 'kinds-left-out' }),
        ]),
      });
      await expectQuietToBeKnown();
      expect((await detailOf('noisy', 'own')).usage.state).toBe('unknown');
    }, PATIENCE_MS);
  }, 400_000);
});
