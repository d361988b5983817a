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
import type { Config } from '@backstage/config';
import type { ManagedEncryption } from '@keyward/compliance';
import type { KubeConfig } from '@kubernetes/client-node';
import { readFile } from 'node:fs/promises';
import type { CloudCluster } from '../config';
import { type CloudRequest, createCloudRequest } from './createCloudRequest';
import {
  type CloudAnswer,
  readAksAnswer,
  readEksAnswer,
  readGkeAnswer,
} from './readAnswers';

const PATIENCE_MS = 15_000;
const LARGEST = 1024 * 1024;

const READERS: Record<CloudCluster['cloud'], (answer: unknown) => CloudAnswer> =
  { EKS: readEksAnswer, GKE: readGkeAnswer, AKS: readAksAnswer };

/** That a cloud does not tell. */
export class CloudError extends Error {
  readonly name = 'CloudError';

  /** @param reason - why, without anything that the cloud answered */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** Asks a cloud how it stores the Secrets of one of its clusters. */
export type AskCloud = (
  signal: AbortSignal,
) => Promise<ManagedEncryption | undefined>;

/**
 * Asks the cloud that manages a cluster. Its answer counts only if it is about
 * the cluster that Keyward reads: by the host of its API server, or by its CA.
 *
 * @param options.createRequest - for tests
 */
export function createAskCloud(options: {
  cluster: CloudCluster;
  config: Config;
  kubeConfig: KubeConfig;
  createRequest?: () => Promise<CloudRequest>;
}): AskCloud {
  const { cluster, config, kubeConfig } = options;
  const { cloud } = cluster;
  const createRequest =
    options.createRequest ?? (() => createCloudRequest(cluster, config));
  return async signal => {
    const request = await createRequest().catch(() => {
      throw new CloudError(`${cloud}: the portal has no credential for it`);
    });
    const answer = READERS[cloud](await ask(cloud, request, signal));
    if (!(await isOfCluster(answer, kubeConfig))) {
      throw new CloudError(
        `${cloud}: its cluster ${cluster.name} is another one, by address and CA`,
      );
    }
    return answer.encryption;
  };
}

async function ask(
  cloud: string,
  { url, headers }: CloudRequest,
  signal: AbortSignal,
): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      headers,
      // The credential is for this address alone.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    text = await textOf(response);
  } catch {
    throw new CloudError(`${cloud}: does not answer`);
  }
  if (!response.ok) {
    throw new CloudError(
      response.status === 404
        ? `${cloud}: knows no such cluster`
        : `${cloud}: refuses to tell of the cluster (${response.status})`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new CloudError(`${cloud}: its answer is no JSON`);
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST) {
      throw new Error('The answer is too large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function isOfCluster(
  { hosts, caData }: CloudAnswer,
  kubeConfig: KubeConfig,
): Promise<boolean> {
  const known = kubeConfig.getCurrentCluster();
  if (!known) {
    return false;
  }
  const { hostname } = new URL(known.server);
  if (hosts.includes(hostname.toLowerCase())) {
    return true;
  }
  const ca =
    known.caData ??
    (known.caFile &&
      (await readFile(known.caFile, 'base64').catch(() => undefined)));
  return Boolean(ca && caData) && isSamePem(ca!, caData!);
}

/** Whether two certificates in base64 are the same but for white space. */
function isSamePem(one: string, other: string): boolean {
  const plain = (data: string) =>
    Buffer.from(data, 'base64').toString('latin1').replace(/\s/g, '');
  return plain(one) === plain(other);
}
