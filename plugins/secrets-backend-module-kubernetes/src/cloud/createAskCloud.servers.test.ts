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
import { ConfigReader } from '@backstage/config';
import { type Moto, startMoto } from '@internal/servers';
import { KubeConfig } from '@kubernetes/client-node';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudCluster } from '../config';
import { createAskCloud } from './createAskCloud';
import { createCloudRequest } from './createCloudRequest';

const REGION = 'eu-central-1';
/** What moto knows of who asks is in the header alone. */
const SIGNED = {
  authorization: `AWS4-HMAC-SHA256 Credential=test/20261101/${REGION}/eks/aws4_request, SignedHeaders=host, Signature=0`,
};
const config = new ConfigReader({
  aws: { mainAccount: { accessKeyId: 'test', secretAccessKey: 'test' } },
});

describe('createAskCloud on EKS of moto', () => {
  let folder: string;
  let moto: Moto;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyward-moto-'));
    moto = await startMoto(folder);
  }, 300_000);
  afterAll(async () => {
    await moto?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const eks = (name: string): CloudCluster => ({
    cloud: 'EKS',
    region: REGION,
    name,
  });
  const create = async (name: string, fields: object) => {
    const response = await fetch(`${moto.url}/clusters`, {
      method: 'POST',
      headers: SIGNED,
      body: JSON.stringify({
        name,
        roleArn: 'arn:aws:iam::123456789012:role/eks',
        resourcesVpcConfig: {},
        ...fields,
      }),
    });
    expect(response.status).toBe(200);
    const { cluster } = await response.json();
    return cluster.endpoint as string;
  };
  const ask = async (name: string, server: string) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      { name, server, skipTLSVerify: false },
      { name: 'reader' },
    );
    return await createAskCloud({
      cluster: eks(name),
      config,
      kubeConfig,
      createRequest: () => createCloudRequest(eks(name), config, moto.url),
    })(new AbortController().signal);
  };

  it('hears what it says of each cluster, and of no other', async () => {
    const key = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const encryptionConfig = [
      { resources: ['secrets'], provider: { keyArn: key } },
    ];
    const old = await create('old', { version: '1.27' });
    const keyed = await create('keyed', { version: '1.27', encryptionConfig });
    const fresh = await create('fresh', { version: '1.34' });
    expect(await ask('old', old)).toEqual({ cloud: 'EKS', covers: 'none' });
    expect(await ask('keyed', keyed)).toMatchObject({ covers: 'new' });
    expect(await ask('fresh', fresh)).toMatchObject({ covers: 'all' });
    await expect(ask('fresh', 'https://elsewhere.example')).rejects.toThrow(
      'EKS: its cluster fresh is another one',
    );
    await expect(ask('absent', old)).rejects.toThrow(
      'EKS: knows no such cluster',
    );
  });
});
