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

// What rules say of the estate on a real API server is what was put into it, and nothing else.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectedFindings, loadEstate } from '@internal/estate';
import { applyManifests } from '../manifests/applyManifests';
import { loadCustomResourceDefinitions } from '../manifests/loadCustomResourceDefinitions';
import { clusterConfig } from '../portal/clusterConfig';
import type { PortalApi } from '../portal/PortalApi';
import { readerToken } from '../portal/readerToken';
import { startPortalProcess } from '../portal/startPortalProcess';
import { until } from '../portal/until';
import { useLivingCluster } from '../useLivingCluster';

const NAME = 'production';
const PATIENCE_MS = 120_000;
const STATES = ['open', 'acknowledged', 'suppressed'];

const cluster = useLivingCluster({ clusterName: NAME });

/** Findings of the cluster, as `cluster/namespace/name rule`. */
async function found(pat: PortalApi): Promise<string[]> {
  const query = STATES.map(state => `state=${state}`).join('&');
  const items: any[] = await pat.list(`/api/secrets/findings?${query}`);
  return items
    .filter(
      ({ secret }) =>
        secret.sourceId === NAME &&
        // What Keyward itself is given is no part of the estate.
        !secret.name.startsWith('ClusterRoleBinding/keyward'),
    )
    .map(
      ({ rule, secret: { sourceId, namespace, name } }) =>
        `${sourceId}/${namespace}/${name} ${rule}`,
    )
    .sort();
}

/** Waits for nothing: rejects unless the cluster was read since then, without a problem. */
async function isLive(pat: PortalApi, since: string) {
  const { items } = await pat.get('/api/secrets/sources');
  const source = items.find(({ id }: { id: string }) => id === NAME);
  expect(source).toMatchObject({ state: 'live', problems: [] });
  expect(source.lastFullSync > since).toBe(true);
}

describe('findings about a real API server', () => {
  const estate = loadEstate();
  const simulated = expectedFindings(estate).filter(finding =>
    finding.startsWith(`${NAME}/`),
  );
  // No AWS is simulated beside a real cluster, so nothing there is newer.
  const expected = simulated.filter(
    finding => !finding.endsWith(' remote-newer'),
  );
  let database: string;

  beforeAll(async () => {
    database = await mkdtemp(join(tmpdir(), 'keyward-findings-'));
    await applyManifests(cluster(), await loadCustomResourceDefinitions());
    const { objects } = estate.clusters.find(({ name }) => name === NAME)!;
    await applyManifests(cluster(), objects as any);
  }, 400_000);

  afterAll(async () => {
    await rm(database, { recursive: true, force: true });
  });

  it('are the planted ones, once its history is known', async () => {
    expect(expected.length).toBeGreaterThan(40);
    // A portal that has followed the estate for 60 days leaves its database,
    // in which there is no value: to another one that is led to a real cluster
    // with the same objects.
    const before = await startPortalProcess({ database });
    try {
      const pat = await until(() => before.signIn('user:default/pat'));
      await until(async () => {
        await isLive(pat, '');
        expect(await found(pat)).toEqual(simulated);
      }, PATIENCE_MS);
    } finally {
      await before.stop();
    }

    const config = clusterConfig(cluster(), {
      token: await readerToken(cluster()),
    });
    const started = new Date().toISOString();
    const portal = await startPortalProcess({ config, database });
    try {
      const pat = await until(() => portal.signIn('user:default/pat'));
      await until(async () => {
        await isLive(pat, started);
        const { analysedTo } = await pat.get('/api/secrets/findings/summary');
        expect(analysedTo).toBeUndefined();
      }, PATIENCE_MS);
      expect(await found(pat)).toEqual(expected);

      // A planted problem that is mended is no finding any more.
      await cluster().api.call(
        'DELETE',
        '/api/v1/namespaces/edge/secrets/archive-tls',
      );
      await until(async () => {
        expect(await found(pat)).toEqual(
          [
            ...expected.filter(finding => !/archive-tls/.test(finding)),
            `${NAME}/edge/archive-tls missing-secret`,
          ].sort(),
        );
      }, PATIENCE_MS);
    } finally {
      await portal.stop();
    }
  }, 600_000);
});
