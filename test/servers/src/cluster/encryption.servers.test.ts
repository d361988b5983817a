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

import {
  type EncryptionEvidence,
  type FirstSeenConfig,
  isOlderThan,
  judgeEncryption,
  readApiServerMetrics,
} from '@keyward/compliance';
import type { LivingClusterOptions } from './LivingClusterOptions';
import { useLivingCluster } from '../useLivingCluster';
import { createEncryption } from './createEncryption';

const SECRETS = 20;

describe('encryption at rest', () => {
  const options: LivingClusterOptions = {
    controllerManager: false,
    scheduler: false,
    kwok: false,
  };
  const cluster = useLivingCluster(options);
  const { restartWith, put, rewriteAll, lookIntoEtcd } = createEncryption(
    cluster,
    options,
  );

  async function listVersions(): Promise<string[]> {
    const list = JSON.parse(
      await cluster().kubectl(['get', 'secrets', '-A', '-o', 'json']),
    );
    return list.items.map((item: any) => item.metadata.resourceVersion);
  }

  async function readMetrics() {
    return readApiServerMetrics(
      await cluster().kubectl(['get', '--raw', '/metrics']),
    );
  }

  async function countApiServers(): Promise<number> {
    const leases = JSON.parse(
      await cluster().kubectl([
        'get',
        'leases',
        '--namespace=kube-system',
        '--selector=apiserver.kubernetes.io/identity=kube-apiserver',
        '-o',
        'json',
      ]),
    );
    return leases.items.length;
  }

  async function see(): Promise<FirstSeenConfig> {
    const { instance, configHash, written } = await readMetrics();
    const list = JSON.parse(
      await cluster().kubectl(['get', '--raw', '/api/v1/secrets?limit=1']),
    );
    return {
      configHash: configHash!,
      resourceVersion: list.metadata.resourceVersion,
      plaintextWrites: { [instance!]: written.identity ?? 0 },
    };
  }

  async function judge(firstSeen?: FirstSeenConfig) {
    const versions = await listVersions();
    const evidence: EncryptionEvidence = {
      cluster: 'living',
      apiServers: await countApiServers(),
      metrics: [await readMetrics()],
      secrets: versions.length,
      ...(firstSeen && {
        firstSeen,
        notRewritten: versions.filter(version =>
          isOlderThan(version, firstSeen),
        ).length,
      }),
    };
    const { state, provider, notRewritten } = judgeEncryption(evidence);
    return { state, provider, notRewritten, etcd: await lookIntoEtcd() };
  }

  it('is judged as the bytes in etcd say', async () => {
    for (let index = 0; index < SECRETS; index += 1) {
      await put(`s${index}`);
    }
    expect(await judge()).toEqual({
      state: 'plaintext',
      provider: 'identity',
      etcd: { plaintext: SECRETS, encrypted: 0 },
    });

    await restartWith(['aescbc', 'identity']);
    const firstSeen = await see();
    await put('new');
    expect(await judge(firstSeen)).toEqual({
      state: 'mixed',
      provider: 'aescbc',
      notRewritten: SECRETS,
      etcd: { plaintext: SECRETS, encrypted: 1 },
    });

    await rewriteAll();
    expect(await judge(firstSeen)).toEqual({
      state: 'encrypted',
      provider: 'aescbc',
      notRewritten: 0,
      etcd: { plaintext: 0, encrypted: SECRETS + 1 },
    });
    // Without having seen when it began, nothing tells that all are rewritten.
    expect(await judge()).toMatchObject({ state: 'mixed' });

    await restartWith(['secretbox', 'aescbc', 'identity']);
    await put('newer');
    expect(await judge()).toEqual({
      state: 'encrypted',
      provider: 'secretbox',
      etcd: { plaintext: 0, encrypted: SECRETS + 2 },
    });

    await restartWith(['identity', 'secretbox', 'aescbc']);
    await put('plain');
    expect(await judge()).toEqual({
      state: 'mixed',
      provider: 'identity',
      etcd: { plaintext: 1, encrypted: SECRETS + 2 },
    });
    await rewriteAll();
    await restartWith(['identity', 'secretbox', 'aescbc']);
    await put('plainer');
    expect(await judge()).toEqual({
      state: 'plaintext',
      provider: 'identity',
      etcd: { plaintext: SECRETS + 4, encrypted: 0 },
    });
  });
});
