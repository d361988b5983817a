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

import type { ObservedCluster } from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import type { ControllerSettings } from '../config';

const LARGEST_ANSWER = 256 * 1024;
const ANSWER_MS = 15_000;
const CERTIFICATE = '/v1/cert.pem';
const VERIFY = '/v1/verify';

/**
 * What a controller says of a SealedSecret: that it opens, that it does not, that it was
 * asked too often, or nothing that means either.
 */
export type Verification =
  | { state: 'opens' | 'does-not-open' | 'no-answer' }
  | { state: 'throttled'; waitMs: number };

/** The HTTP API of one controller. Its answers hold no value, and none is kept. */
export interface ControllerApi {
  /**
   * The certificate that it serves, PEM.
   *
   * @throws an error that quotes nothing of the answer
   */
  certificate(): Promise<string>;
  verify(sealedSecret: unknown): Promise<Verification>;
}

/** By its address, or by its Service through the API server. */
export function connectController(
  settings: ControllerSettings,
  cluster: Pick<ObservedCluster, 'client' | 'signal'>,
): ControllerApi {
  const ask =
    settings.url === undefined
      ? throughApiServer(settings, cluster)
      : byAddress(settings.url, cluster.signal);
  return {
    async certificate() {
      const { status, text } = await ask(CERTIFICATE);
      if (status !== 200) {
        throw new Error(`${CERTIFICATE} answered ${status}`);
      }
      return text;
    },
    async verify(sealedSecret) {
      const answer = await ask(VERIFY, JSON.stringify(sealedSecret)).catch(
        () => undefined,
      );
      return verificationOf(answer?.status, answer?.retryAfterMs);
    },
  };
}

interface Answer {
  status: number;
  text: string;
  retryAfterMs?: number;
}

/** 409 is its no; it answers 500 to garbage, and 429 to more than two requests a second. */
function verificationOf(
  status: number | undefined,
  retryAfterMs = 1000,
): Verification {
  switch (status) {
    case 200:
      return { state: 'opens' };
    case 409:
      return { state: 'does-not-open' };
    case 429:
      return { state: 'throttled', waitMs: retryAfterMs };
    default:
      return { state: 'no-answer' };
  }
}

function throughApiServer(
  { namespace, name, port }: ControllerSettings,
  { client, signal }: Pick<ObservedCluster, 'client' | 'signal'>,
) {
  const proxy = `/api/v1/namespaces/${namespace}/services/http:${name}:${port}/proxy`;
  return async (path: string, body?: string): Promise<Answer> => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      const response =
        body === undefined
          ? await client.get(proxy + path, { signal: within, accept: '*/*' })
          : await client.post(
              proxy + path,
              { body, contentType: 'application/json' },
              { signal: within },
            );
      return { status: 200, text: await readText(path, response) };
    } catch (error) {
      if (error instanceof ClusterError && error.status !== undefined) {
        const { status, retryAfterMs } = error;
        return { status, retryAfterMs, text: '' };
      }
      throw error;
    }
  };
}

function byAddress(url: string, signal: AbortSignal) {
  return async (path: string, body?: string): Promise<Answer> => {
    const response = await fetch(url + path, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    const seconds = Number(response.headers.get('retry-after'));
    const text = response.body ? await readText(path, response.body) : '';
    return {
      status: response.status,
      text,
      ...(seconds > 0 ? { retryAfterMs: Math.min(seconds, 300) * 1000 } : {}),
    };
  };
}

async function readText(
  path: string,
  body: AsyncIterable<Uint8Array>,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) {
      throw new Error(`${path} answered more than ${LARGEST_ANSWER} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
