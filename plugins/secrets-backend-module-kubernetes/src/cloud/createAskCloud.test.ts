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
import { KubeConfig } from '@kubernetes/client-node';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudCluster } from '../config';
import { createAskCloud } from './createAskCloud';
import { createCloudRequest } from './createCloudRequest';

const HOST = 'abc.gr7.eu-central-1.eks.amazonaws.com';
const EKS: CloudCluster = {
  cloud: 'EKS',
  region: 'eu-central-1',
  name: 'shop/prod',
};
const ca = (text: string) => Buffer.from(text).toString('base64');

describe('createAskCloud', () => {
  let server: Server;
  let asked: IncomingMessage[];
  let handle: (response: ServerResponse) => void;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      handle(response);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const address = () =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const answers = (body: object | string, status = 200) => {
    handle = response =>
      response
        .writeHead(status)
        .end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  const ask = async (
    cluster: CloudCluster,
    known: { server?: string; caData?: string } = {},
  ) => {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: 'c',
        server: `https://${HOST}`,
        skipTLSVerify: false,
        ...known,
      },
      { name: 'reader', token: 'token' },
    );
    return await createAskCloud({
      cluster,
      config: new ConfigReader({}),
      kubeConfig,
      createRequest: async () => ({
        url: `${address()}/cluster`,
        headers: { authorization: 'Bearer planted-token' },
      }),
    })(new AbortController().signal);
  };

  it.each([
    [
      { version: '1.34', endpoint: `https://${HOST}` },
      { cloud: 'EKS', covers: 'all', provider: 'kms-v2' },
    ],
    [
      {
        version: '1.27',
        endpoint: `https://${HOST}`,
        encryptionConfig: [
          { resources: ['secrets'], provider: { keyArn: 'arn:aws:kms:key' } },
        ],
      },
      { cloud: 'EKS', covers: 'new', provider: 'kms-v1' },
    ],
    [
      { version: '1.27', endpoint: `https://${HOST}`, encryptionConfig: 'x' },
      { cloud: 'EKS', covers: 'none' },
    ],
    [{ endpoint: `https://${HOST}` }, undefined],
  ])('reads of EKS %j', async (cluster, expected) => {
    answers({ cluster });
    expect(await ask(EKS)).toEqual(expected);
  });

  it('reads of GKE whose cluster is known by its CA', async () => {
    answers({
      endpoint: '10.0.0.1',
      masterAuth: { clusterCaCertificate: ca('PEM') },
      databaseEncryption: {
        state: 'ENCRYPTED',
        currentState: 'CURRENT_STATE_ENCRYPTED',
      },
    });
    const gke: CloudCluster = {
      cloud: 'GKE',
      project: 'p',
      location: 'l',
      name: 'shop',
    };
    expect(
      await ask(gke, { server: 'https://proxy:6443', caData: ca('PEM\n') }),
    ).toEqual({ cloud: 'GKE', covers: 'all', provider: 'cloud-kms' });
  });

  it.each([
    [true, { cloud: 'AKS', covers: 'new', provider: 'kms-v2' }],
    [false, { cloud: 'AKS', covers: 'none' }],
  ])('reads of AKS whose key is in a vault: %s', async (enabled, expected) => {
    answers({
      properties: {
        fqdn: HOST,
        securityProfile: { azureKeyVaultKms: { enabled } },
      },
    });
    const aks: CloudCluster = {
      cloud: 'AKS',
      subscription: 's',
      resourceGroup: 'g',
      name: 'shop',
    };
    expect(await ask(aks)).toEqual(expected);
  });

  it('takes nothing of another cluster for that of this one', async () => {
    answers({
      cluster: {
        version: '1.34',
        endpoint: 'https://other.eks.amazonaws.com',
        certificateAuthority: { data: ca('OTHER') },
      },
    });
    await expect(ask(EKS, { caData: ca('PEM') })).rejects.toThrow(
      'EKS: its cluster shop/prod is another one, by address and CA',
    );
    await expect(ask(EKS)).rejects.toThrow('is another one');
  });

  it.each([
    [403, 'EKS: refuses to tell of the cluster (403)'],
    [404, 'EKS: knows no such cluster'],
    [500, 'EKS: refuses to tell of the cluster (500)'],
  ])(
    'says of %s what it means, not what was answered',
    async (status, message) => {
      answers('planted-value', status);
      await expect(ask(EKS)).rejects.toThrow(new Error(message));
    },
  );

  it('says that an answer is none', async () => {
    answers('planted-value');
    await expect(ask(EKS)).rejects.toThrow('EKS: its answer is no JSON');
    handle = response => response.socket!.destroy();
    await expect(ask(EKS)).rejects.toThrow('EKS: does not answer');
    answers(`"${'x'.repeat(2 * 1024 * 1024)}"`);
    await expect(ask(EKS)).rejects.toThrow('EKS: does not answer');
  });

  it('sends its credential to no other address', async () => {
    handle = response =>
      response.writeHead(302, { location: `${address()}/elsewhere` }).end();
    await expect(ask(EKS)).rejects.toThrow('EKS: does not answer');
    expect(asked.map(({ url }) => url)).toEqual(['/cluster']);
  });
});

describe('createCloudRequest', () => {
  it('signs what it asks EKS, whatever the cluster is called', async () => {
    const config = new ConfigReader({
      aws: {
        mainAccount: {
          accessKeyId: 'AKIAPLANTED',
          secretAccessKey: 'planted-secret',
        },
      },
    });
    const { url, headers } = await createCloudRequest(EKS, config);
    expect(url).toBe(
      'https://eks.eu-central-1.amazonaws.com/clusters/shop%2Fprod',
    );
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAPLANTED\/\d{8}\/eu-central-1\/eks\/aws4_request, /,
    );
    expect(JSON.stringify(headers)).not.toContain('planted-secret');
    const china = { ...EKS, region: 'cn-north-1' } as CloudCluster;
    expect((await createCloudRequest(china, config)).url).toMatch(
      /^https:\/\/eks\.cn-north-1\.amazonaws\.com\.cn\//,
    );
  });
});
