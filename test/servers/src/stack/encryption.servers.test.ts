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

// Encryption at rest, end to end: what the API says of a cluster that the portal
// follows, against the bytes in etcd.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createEncryption } from '../cluster/createEncryption';
import type { LivingClusterOptions } from '../cluster/LivingClusterOptions';
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

const NAME = 'stored';
const ROLE = join(
  dirname(dirname(packageFolder)),
  'deploy/kubernetes/reader-control-plane.yaml',
);
const PATIENCE_MS = 120_000;
const SECRETS = 20;

describe('encryption at rest of a cluster that the portal follows', () => {
  const options: LivingClusterOptions = {
    clusterName: NAME,
    controllerManager: false,
    scheduler: false,
    kwok: false,
  };
  const cluster = useLivingCluster(options);
  const { restartWith, put, rewriteAll, lookIntoEtcd } = createEncryption(
    cluster,
    options,
  );
  let portal: PortalProcess;
  let pat: PortalApi;

  const read = async () =>
    (await pat.get(`/api/secrets/compliance?sourceId=${NAME}`)) as any;

  /** Begins the run anew, which asks the control plane at once, until it is judged as expected. */
  async function judged(
    expected: { state: string; provider?: string },
    says = '',
  ) {
    await pat.request('POST', `/api/secrets/sources/${NAME}/sync`);
    return await until(async () => {
      const { encryption, checks } = await read();
      const [{ state, provider, notRewritten, evidence, remedy }] = encryption;
      const etcd = await lookIntoEtcd();
      if (state === 'encrypted' && etcd.plaintext > 0) {
        throw new Error(`encrypted, with ${etcd.plaintext} in plaintext`);
      }
      const check = checks.find(({ id }: any) => id === 'encryption-at-rest');
      expect({ state, provider }).toMatchObject(expected);
      expect(evidence.join(' ')).toContain(says);
      return { notRewritten, remedy, verdict: check.verdict, ...etcd };
    }, PATIENCE_MS);
  }

  beforeAll(async () => {
    for (let index = 0; index < SECRETS; index += 1) {
      await put(`s${index}`);
    }
    portal = await startPortalProcess({
      config: clusterConfig(cluster(), { token: await readerToken(cluster()) }),
    });
    pat = await until(() => portal.signIn('user:default/pat'));
    await until(async () => {
      const { items } = await pat.get('/api/secrets/sources');
      if (items[0]?.state !== 'live') {
        throw new Error(`The source is ${items[0]?.state}`);
      }
    }, PATIENCE_MS);
  }, 600_000);

  afterAll(async () => {
    await portal?.stop();
  });

  it('is unknown without the right to ask, and says which', async () => {
    const { remedy, verdict } = await judged({ state: 'unknown' });
    expect(verdict).toBe('unknown');
    expect(remedy).toContain('/metrics');
    expect(remedy).toContain('reader-control-plane.yaml');
  });

  it('is what the bytes in etcd say', async () => {
    await cluster().kubectl(['apply', '-f', '-'], await readFile(ROLE, 'utf8'));
    const plain = await judged({ state: 'plaintext', provider: 'identity' });
    expect(plain).toMatchObject({ verdict: 'fail', encrypted: 0 });

    await restartWith(['aescbc', 'identity']);
    // Seen first before anything is written by it.
    await judged({ state: 'plaintext' }, 'may still be stored in plaintext');
    await put('new');
    const mixed = await judged({ state: 'mixed', provider: 'aescbc' });
    expect(mixed).toMatchObject({ verdict: 'fail', encrypted: 1 });
    expect(mixed.notRewritten).toBe(mixed.plaintext);

    await rewriteAll();
    expect(
      await judged({ state: 'encrypted', provider: 'aescbc' }),
    ).toMatchObject({ verdict: 'pass', plaintext: 0, notRewritten: 0 });

    await restartWith(['secretbox', 'aescbc', 'identity']);
    await put('newer');
    expect(
      await judged({ state: 'encrypted', provider: 'secretbox' }),
    ).toMatchObject({ verdict: 'pass', plaintext: 0 });

    await restartWith(['identity', 'secretbox', 'aescbc']);
    await put('plain');
    expect(
      await judged({ state: 'mixed', provider: 'identity' }),
    ).toMatchObject({ verdict: 'fail', plaintext: 1 });
  }, 600_000);
});
