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

import { Readable } from 'stream';
import type { IncomingMessage } from 'http';
import type {
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterError } from '@keyward/kube-collector';
import type {
  ObservationBatch,
  ResourceObservation,
} from '@keyward/observation';

const PAGE_OF_TEST = 2;

type Answer = string | { status: number; retryAfterMs?: number };

/** A cluster with some objects, which notes what is asked and what is applied. */
export class FakeCluster {
  readonly asked: { path: string; accept?: string }[] = [];
  readonly posted: { path: string; body: string }[] = [];
  readonly batches: ObservationBatch[] = [];
  problems: SourceProblem[] = [];
  /** By the path of a collection. */
  readonly lists: Record<string, object[]> = {};
  /** Collections that may not be listed. */
  readonly forbidden = new Set<string>();
  /** What is answered to other paths. */
  answer: (path: string, body?: string) => Answer = () => ({ status: 404 });

  /** Runs an observer until it has looked once. */
  async look(observe: (cluster: ObservedCluster) => Promise<void>) {
    const stop = new AbortController();
    const cluster: ObservedCluster = {
      sourceId: 'prod',
      name: 'prod-eu',
      readsSecrets: true,
      signal: stop.signal,
      client: {
        get: async (path, { accept }) => {
          this.asked.push({ path, accept });
          return this.#get(path, accept);
        },
        post: async (path, { body }) => {
          this.posted.push({ path, body });
          return this.#respond(path, this.answer(path, body));
        },
      },
      apply: async batch => {
        this.batches.push(batch);
      },
      warn: async problems => {
        this.problems = problems;
      },
    };
    const run = observe(cluster);
    setTimeout(() => stop.abort(), 300);
    await run;
  }

  /** What was applied last of each resource, by its ref. */
  get resources(): Record<string, ResourceObservation> {
    const all = this.batches.flatMap(
      ({ upserts }) => upserts as ResourceObservation[],
    );
    return Object.fromEntries(all.map(each => [each.ref, each]));
  }

  #get(path: string, accept?: string): IncomingMessage {
    const url = new URL(path, 'http://cluster');
    if (this.forbidden.has(url.pathname)) {
      throw errorOf(url.pathname, 403);
    }
    const items = this.lists[url.pathname];
    if (!items && !url.pathname.includes('/proxy/')) {
      return this.#respondWith(path, accept, []);
    }
    if (!items) {
      return this.#respond(path, this.answer(url.pathname));
    }
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = from + PAGE_OF_TEST;
    return this.#respondWith(
      path,
      accept,
      items.slice(from, to),
      to < items.length ? String(to) : undefined,
    );
  }

  #respondWith(
    path: string,
    accept: string | undefined,
    items: object[],
    next?: string,
  ): IncomingMessage {
    const isOfMetadata = accept?.includes('as=PartialObjectMetadataList');
    return this.#respond(
      path,
      JSON.stringify({
        kind: isOfMetadata ? 'PartialObjectMetadataList' : 'List',
        metadata: { resourceVersion: '1', continue: next },
        items,
      }),
    );
  }

  #respond(path: string, answer: Answer): IncomingMessage {
    if (typeof answer !== 'string') {
      throw errorOf(path, answer.status, answer.retryAfterMs);
    }
    return Object.assign(Readable.from([Buffer.from(answer)]), {
      complete: true,
      headers: {},
    }) as unknown as IncomingMessage;
  }
}

function errorOf(path: string, status: number, retryAfterMs?: number) {
  const codes: Record<number, ClusterError['code']> = {
    403: 'forbidden',
    404: 'not-found',
    429: 'throttled',
  };
  return new ClusterError(codes[status] ?? 'bad-answer', {
    path,
    what: `answered ${status}`,
    status,
    retryAfterMs,
  });
}
