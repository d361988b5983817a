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
import { Sha256 } from '@aws-crypto/sha256-js';
import type { Config } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CloudCluster } from '../config';

/** How a cloud is asked for one of its clusters. */
export interface CloudRequest {
  url: string;
  headers: Record<string, string>;
}

const GKE = 'https://container.googleapis.com';
const GKE_SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const AKS = 'https://management.azure.com';
const AKS_API_VERSION = '2024-09-01';

/**
 * Makes the request for what a cloud knows of a cluster, with the credentials
 * that its own tools would use where the portal runs: `aws` of the configuration
 * or the default chain, Application Default Credentials, DefaultAzureCredential.
 *
 * @param endpoint - instead of the cloud's own address, for tests
 */
export async function createCloudRequest(
  cluster: CloudCluster,
  config: Config,
  endpoint?: string,
): Promise<CloudRequest> {
  switch (cluster.cloud) {
    case 'EKS':
      return await askEks(cluster, config, endpoint);
    case 'GKE':
      return await askGke(cluster, endpoint ?? GKE);
    default:
      return await askAks(cluster, endpoint ?? AKS);
  }
}

async function askEks(
  { region, name, accountId }: CloudCluster & { cloud: 'EKS' },
  config: Config,
  endpoint = eksOf(region),
): Promise<CloudRequest> {
  const url = new URL(`/clusters/${encodeURIComponent(name)}`, endpoint);
  const { sdkCredentialProvider } =
    await DefaultAwsCredentialsManager.fromConfig(config).getCredentialProvider(
      { accountId },
    );
  const signer = new SignatureV4({
    service: 'eks',
    region,
    credentials: sdkCredentialProvider,
    sha256: Sha256,
  });
  const { headers } = await signer.sign({
    method: 'GET',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host },
  });
  // What sends the request says itself to which host it goes.
  const { host: _, ...others } = headers;
  return { url: url.href, headers: others };
}

/** @see https://docs.aws.amazon.com/general/latest/gr/eks.html */
function eksOf(region: string): string {
  const domain = region.startsWith('cn-')
    ? 'amazonaws.com.cn'
    : 'amazonaws.com';
  return `https://eks.${region}.${domain}`;
}

async function askGke(
  { project, location, name }: CloudCluster & { cloud: 'GKE' },
  endpoint: string,
): Promise<CloudRequest> {
  // Only those who have such a cluster wait for its library.
  const { GoogleAuth } = await import('google-auth-library');
  const token = await new GoogleAuth({ scopes: [GKE_SCOPE] }).getAccessToken();
  const path = ['projects', project, 'locations', location, 'clusters', name]
    .map(encodeURIComponent)
    .join('/');
  return {
    url: new URL(`/v1/${path}`, endpoint).href,
    headers: bearer(token ?? ''),
  };
}

async function askAks(
  { subscription, resourceGroup, name }: CloudCluster & { cloud: 'AKS' },
  endpoint: string,
): Promise<CloudRequest> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { token } = await new DefaultAzureCredential().getToken(
    `${AKS}/.default`,
  );
  const path = [
    'subscriptions',
    subscription,
    'resourceGroups',
    resourceGroup,
    'providers',
    'Microsoft.ContainerService',
    'managedClusters',
    name,
  ]
    .map(encodeURIComponent)
    .join('/');
  const url = new URL(`/${path}`, endpoint);
  url.searchParams.set('api-version', AKS_API_VERSION);
  return { url: url.href, headers: bearer(token) };
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
