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

import { Agent, get } from 'node:https';
import type { Server } from './SideOptions';

/** A Secret as it comes. */
export interface PlainSecret {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    creationTimestamp: string;
  };
  data: Record<string, string>;
}

interface Page {
  items: PlainSecret[];
  metadata: { continue?: string };
}

// The crown jewels are left out, as Keyward leaves them out.
const SELECTORS = new URLSearchParams({
  fieldSelector:
    'type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token',
  labelSelector: '!sealedsecrets.bitnami.com/sealed-secrets-key',
});

/** The Secrets in pages of given sizes, parsed and nothing else. */
export async function* fetchPages(
  server: Server,
  sizes: number[],
): AsyncGenerator<PlainSecret[]> {
  const agent = new Agent({ ca: server.caData, keepAlive: true });
  try {
    let next: string | undefined;
    let index = 0;
    do {
      const query = new URLSearchParams(SELECTORS);
      query.set('limit', String(sizes[Math.min(index, sizes.length - 1)]));
      if (next) {
        query.set('continue', next);
      }
      const page = await fetchJson<Page>(server, agent, query);
      next = page.metadata.continue;
      index += 1;
      yield page.items;
    } while (next);
  } finally {
    agent.destroy();
  }
}

async function fetchJson<T>(
  server: Server,
  agent: Agent,
  query: URLSearchParams,
): Promise<T> {
  const body = await new Promise<Buffer>((resolve, reject) => {
    get(
      new URL(`/api/v1/secrets?${query}`, server.url),
      { agent, headers: { authorization: `Bearer ${server.token}` } },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          response.statusCode === 200
            ? resolve(Buffer.concat(chunks))
            : reject(new Error(`The list answered ${response.statusCode}`)),
        );
      },
    ).once('error', reject);
  });
  return JSON.parse(body.toString('utf8'));
}
