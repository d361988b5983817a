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

/** A cluster with some objects, which notes what is asked and what is applied. */
export class FakeCluster {
  readonly asked: string[] = [];
  batches: ObservationBatch[] = [];
  problems: SourceProblem[] = [];
  /** By the path of a collection; any other is not served. */
  readonly lists: Record<string, object[]> = {};
  /** Collections that may not be listed. */
  readonly forbidden = new Set<string>();
  namespaces?: string[];

  /** Runs an observer until it has looked once. */
  async look(observe: (cluster: ObservedCluster) => Promise<void>) {
    const stop = new AbortController();
    await observe({
      sourceId: 'prod',
      name: 'prod-eu',
      readsSecrets: true,
      signal: stop.signal,
      ...(this.namespaces ? { namespaces: this.namespaces } : {}),
      client: {
        get: async path => this.#get(path),
        post: async path => {
          throw new Error(`${path} was sent something`);
        },
      },
      apply: async batch => {
        this.batches.push(batch);
      },
      warn: async problems => {
        this.problems = problems;
        stop.abort();
      },
    });
  }

  /** What was applied last of each resource, by its ref. */
  get resources(): Record<string, ResourceObservation> {
    const all = this.batches.flatMap(
      ({ upserts }) => upserts as ResourceObservation[],
    );
    return Object.fromEntries(all.map(each => [each.ref, each]));
  }

  /** The streams that were said to be complete. */
  get completed(): string[] {
    return this.batches
      .filter(({ complete }) => complete)
      .map(({ stream }) => stream)
      .sort();
  }

  #get(path: string): IncomingMessage {
    this.asked.push(path);
    const { pathname, searchParams } = new URL(path, 'http://cluster');
    const items = this.lists[pathname];
    if (this.forbidden.has(pathname)) {
      throw new ClusterError('forbidden', { path, what: 'answered 403' });
    }
    if (!items) {
      throw new ClusterError('not-found', { path, what: 'answered 404' });
    }
    const from = Number(searchParams.get('continue') ?? 0);
    const to = from + PAGE_OF_TEST;
    const next = to < items.length ? String(to) : undefined;
    const answer = {
      kind: 'List',
      metadata: { resourceVersion: '1', continue: next },
      items: items.slice(from, to),
    };
    return Object.assign(Readable.from([Buffer.from(JSON.stringify(answer))]), {
      complete: true,
      headers: {},
    }) as unknown as IncomingMessage;
  }
}
