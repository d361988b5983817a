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

import { load } from 'js-yaml';
import {
  createSealedSecret,
  formatSealedSecret,
  readSealingCertificate,
} from '@keyward/sealing';
import { type RunningEstate, startEstate } from '../startEstate';
import { clusterOf, folderOf } from './listRepositories';

const CLUSTER = 'production';
const NAMESPACE = 'payments';
const AT_ONCE = { pauseMs: 0 };

describe('deployments of the estate', () => {
  let estate: RunningEstate;

  beforeEach(async () => {
    estate = await startEstate({ watchFiles: false });
  });
  afterEach(() => estate.stop());

  const find = (apiVersion: string, kind: string, name: string) =>
    estate
      .cluster(CLUSTER)
      .list(apiVersion, kind)
      .find(
        ({ metadata }) =>
          metadata.namespace === NAMESPACE && metadata.name === name,
      );
  const findSealed = (name: string) =>
    find('bitnami.com/v1alpha1', 'SealedSecret', name);
  const podsOf = (app: string) =>
    estate
      .cluster(CLUSTER)
      .list('v1', 'Pod')
      .filter(
        ({ metadata: { namespace, labels } }) =>
          namespace === NAMESPACE && labels?.app === app,
      );

  async function seal(name: string, value: string, cluster = CLUSTER) {
    const { url, token } = estate.clusters.find(each => each.name === cluster)!;
    const response = await fetch(
      `${url}/api/v1/namespaces/sealed-secrets/services/http:sealed-secrets-controller:http/proxy/v1/cert.pem`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    const sealed = await createSealedSecret({
      namespace: NAMESPACE,
      name,
      scope: 'strict',
      certificate: await readSealingCertificate(await response.text(), {
        now: new Date(),
      }),
      values: new Map([['token', Buffer.from(value)]]),
    });
    return formatSealedSecret(sealed);
  }

  it('have the SealedSecrets of the clusters in the repositories of the teams', async () => {
    const repositories = estate.repositories();
    expect(repositories.map(({ name }) => name).sort()).toEqual([
      'checkout',
      'identity',
      'logistics',
      'payments',
      'platform',
    ]);
    const { ownerRef, files } = repositories.find(
      ({ name }) => name === NAMESPACE,
    )!;
    expect(ownerRef).toBe('group:default/payments');
    const path = `${folderOf(CLUSTER)}/payments-api-api-token.yaml`;
    expect(clusterOf(path)).toBe(CLUSTER);
    expect(clusterOf('README.md')).toBeUndefined();
    const { metadata, spec } = load(files.get(path)!) as any;
    const known = findSealed('payments-api-api-token')!;
    expect(spec).toEqual(known.spec);
    expect(metadata).toEqual({
      name: 'payments-api-api-token',
      namespace: NAMESPACE,
    });
    // What nobody changed is not deployed again.
    const ofCluster = [...files]
      .filter(([file]) => clusterOf(file) === CLUSTER)
      .map(([, content]) => content);
    expect(ofCluster.length).toBeGreaterThan(2);
    expect(await estate.deploy(CLUSTER, ofCluster, AT_ONCE)).toEqual({
      applied: 0,
      unsealed: 0,
      restarted: 0,
    });
    expect(findSealed('payments-api-api-token')).toBe(known);
  });

  it('make a Secret of what was sealed', async () => {
    const deployed = await estate.deploy(
      CLUSTER,
      [await seal('new', 'a value'), 'kind: ConfigMap\n', ''],
      AT_ONCE,
    );
    expect(deployed).toEqual({ applied: 1, unsealed: 1, restarted: 0 });
    expect(find('v1', 'Secret', 'new')).toMatchObject({
      type: 'Opaque',
      data: { token: Buffer.from('a value').toString('base64') },
      metadata: {
        ownerReferences: [
          {
            kind: 'SealedSecret',
            uid: findSealed('new')!.metadata.uid,
            controller: true,
          },
        ],
      },
    });
    expect(findSealed('new')!.status).toMatchObject({
      observedGeneration: 1,
      conditions: [{ type: 'Synced', status: 'True' }],
    });
  });

  it('replace a value, and restart what uses it', async () => {
    const before = find('v1', 'Secret', 'payments-api-api-token')!;
    const pods = podsOf('payments-api');
    const others = podsOf('ledger');
    const began = Math.floor(Date.now() / 1000) * 1000;
    const deployed = await estate.deploy(
      CLUSTER,
      [await seal('payments-api-api-token', 'another value')],
      AT_ONCE,
    );
    expect(deployed).toEqual({
      applied: 1,
      unsealed: 1,
      restarted: pods.length,
    });
    expect(pods.length).toBeGreaterThan(1);
    const after = find('v1', 'Secret', 'payments-api-api-token')!;
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(after.data.token).toBe(
      Buffer.from('another value').toString('base64'),
    );
    const [{ time }] = after.metadata.managedFields!;
    expect(Date.parse(time)).toBeGreaterThanOrEqual(began);
    const made = podsOf('payments-api');
    expect(made).toHaveLength(pods.length);
    for (const { metadata } of made) {
      expect(Date.parse(metadata.creationTimestamp!)).toBeGreaterThanOrEqual(
        began,
      );
      expect(pods.map(pod => pod.metadata.name)).not.toContain(metadata.name);
    }
    expect(podsOf('ledger')).toEqual(others);
  });

  it.each([
    [
      'sealed for another cluster',
      'payments-api-api-token',
      'staging',
      'no key could decrypt secret',
    ],
    [
      'of a name that somebody else has',
      'payments-api-stripe',
      CLUSTER,
      'Resource "payments-api-stripe" already exists and is not managed by SealedSecret',
    ],
  ])(
    'do not change the Secret of what is %s',
    async (_, name, from, message) => {
      const before = find('v1', 'Secret', name)!;
      const deployed = await estate.deploy(
        CLUSTER,
        [await seal(name, 'a value', from)],
        AT_ONCE,
      );
      expect(deployed).toEqual({ applied: 1, unsealed: 0, restarted: 0 });
      expect(find('v1', 'Secret', name)).toBe(before);
      expect(findSealed(name)!.status.conditions).toMatchObject([
        { type: 'Synced', status: 'False', message },
      ]);
    },
  );
});
