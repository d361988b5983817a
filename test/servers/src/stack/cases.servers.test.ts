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

// What people reported that tools of this kind get wrong about a Secret itself, on a
// real API server: what a value is, when it is due, which certificate it holds, who
// can read it.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
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
import { subjectAccessReview } from '../access/subjectAccessReview';

const NAME = 'cases';
const PATIENCE_MS = 60_000;
const FIXTURES = join(packageFolder, 'src/__fixtures__/cases');

const cluster = useLivingCluster({ clusterName: NAME });

describe('reported cases, on a real API server', () => {
  let portal: PortalProcess;
  let pat: PortalApi;

  const detailOf = async (place: string) => {
    const items: any[] = await pat.list('/api/secrets/secrets');
    const found = items.find(
      ({ sourceId, namespace, name }) =>
        sourceId === NAME && `${namespace}/${name}` === place,
    );
    return await pat.get(`/api/secrets/secrets/by-id/${found.id}`);
  };
  const rotations = async (namespace: string) => {
    const items: any[] = await pat.list(
      `/api/secrets/rotation/keys?sourceId=${NAME}&namespace=${namespace}`,
    );
    return new Map(
      items.map(item => [`${item.secret.name} ${item.key}`, item]),
    );
  };

  const isAnalysed = () =>
    until(async () => {
      const { items } = await pat.get('/api/secrets/sources');
      const { analysedTo } = await pat.get('/api/secrets/findings/summary');
      const { size } = await rotations('t');
      expect({
        ...items.find(({ id }: any) => id === NAME),
        analysedTo,
        isAnalysed: size > 0,
      }).toMatchObject({
        state: 'live',
        problems: [],
        analysedTo: undefined,
        isAnalysed: true,
      });
    }, PATIENCE_MS);

  beforeAll(async () => {
    await applyManifests(cluster(), [
      definitionOf('iam.aws.m.upbound.io', 'Role', 'roles', {
        version: 'v1beta1',
      }),
      ...(await manifestsOf('classes.json')),
      // Both files have a Secret t/kubeconfig.
      ...(await manifestsOf('certificates.json')).map(inNamespace('certs')),
      ...(await manifestsOf('rotation.yaml')),
      ...(await manifestsOf('kind-clash.yaml')),
    ]);
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token: await readerToken(cluster()) }),
    });
    pat = await until(() => portal.signIn('user:default/pat'), PATIENCE_MS);
    await isAnalysed();
  }, 400_000);

  afterAll(async () => {
    await portal?.stop();
  }, 30_000);

  it('takes credentials for such, each with a period', async () => {
    const found = await rotations('t');
    const classes = [...found].map(([key, item]) => [key, item.class]);
    expect(Object.fromEntries(classes)).toEqual({
      'aws-credentials aws-credentials': 'api-key',
      'discord discord': 'token',
      'gcp-key.json gcp-key.json': 'api-key',
      'kubeconfig kubeconfig': 'token',
      'sas sas': 'token',
      'slack-webhook slack-webhook': 'token',
      'teams-webhook-url teams_webhook_url': 'token',
    });
    for (const { policyDays } of found.values()) {
      expect(policyDays).toBe(180);
    }
  });

  it('lets annotations overrule a class, and knows no bound of what was restored', async () => {
    const found = await rotations('shop');
    expect(found.get('cloud credentials')).toMatchObject({
      class: 'other',
      policy: 'keyward.io/rotation',
      policyDays: 30,
      state: 'overdue',
    });
    expect(found.get('classed credentials')).toMatchObject({
      policy: 'api-keys',
      policyDays: 180,
    });
    const restored = found.get('restored password');
    expect(restored).toMatchObject({ state: 'unknown' });
    expect(restored.valueAge.earliest).toBeUndefined();
  });

  it.each([
    ['escaped-n', undefined],
    ['headers', undefined],
    ['json', 'yes'],
    ['kubeconfig', 'yes'],
    ['pair', 'yes'],
  ])('reads the certificate of %s', async (name, keyMatches) => {
    const { certificates } = await detailOf(`certs/${name}`);
    expect(certificates).toHaveLength(1);
    expect(certificates[0].notes).toEqual([]);
    expect(certificates[0].certificates[0].subject).toBe('CN=web.example.test');
    expect(certificates[0].keyMatches).toBe(keyMatches);
  });

  it('is not misled by a kind of the same name in another group', async () => {
    const { id } = await detailOf('shop/db');
    const { items } = await pat.get(`/api/secrets/secrets/by-id/${id}/readers`);
    const users = items
      .filter(({ kind }: any) => kind === 'User')
      .map(({ name }: any) => name);
    expect(users).toContain('ann');
    const asked = { namespace: 'shop', resource: 'secrets', name: 'db' };
    for (const user of ['ann', 'bob']) {
      expect(users.includes(user)).toBe(
        await subjectAccessReview(cluster().api, {
          user,
          verb: 'get',
          ...asked,
        }),
      );
    }
  });
});

async function manifestsOf(file: string) {
  const documents = loadAll(await readFile(join(FIXTURES, file), 'utf8'));
  return documents.flatMap((document: any) => document.items);
}

function inNamespace(namespace: string) {
  return (manifest: any) => ({
    ...manifest,
    metadata: { ...manifest.metadata, namespace },
  });
}
