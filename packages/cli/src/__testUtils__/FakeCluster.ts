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

import { createServer, type Server } from 'http';
import { closeServer, listenLocally } from './localServer';

/**
 * An API server that lists the objects it is given, and no others. Where tables
 * are asked for, there is nothing, and of metadata only what is given as such.
 */
export class FakeCluster {
  readonly requests: string[] = [];
  readonly #lists: Record<string, unknown[]>;
  readonly #metadata: Record<string, unknown[]>;
  #server: Server | undefined;
  /** What discovery tells: resources by group and version. */
  served: Record<string, string[]> = {};
  /** Answers instead of what is there. */
  status = 200;

  /** @param lists - by path, for example `/api/v1/secrets` */
  constructor(
    lists: Record<string, unknown[]>,
    metadata: Record<string, unknown[]> = {},
  ) {
    this.#lists = lists;
    this.#metadata = metadata;
  }

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      const { pathname } = new URL(request.url!, 'http://fake');
      this.requests.push(pathname);
      response.statusCode = this.status;
      response.setHeader('content-type', 'application/json');
      const answer = this.#answer(pathname, request.headers.accept ?? '');
      response.end(JSON.stringify(answer));
    });
    return await listenLocally(this.#server);
  }

  async stop(): Promise<void> {
    await closeServer(this.#server);
  }

  #answer(path: string, accept: string) {
    if (path === '/apis') {
      return {
        kind: 'APIGroupList',
        groups: Object.keys(this.served).map(groupVersion => ({
          name: groupVersion.split('/')[0],
          preferredVersion: { groupVersion },
        })),
      };
    }
    const resources = this.served[path.replace('/apis/', '')];
    if (resources) {
      return {
        kind: 'APIResourceList',
        resources: resources.map(name => ({ name })),
      };
    }
    if (path === '/openapi/v3') {
      return { paths: {} };
    }
    const metadata = { resourceVersion: '1' };
    if (accept.includes('as=Table')) {
      return { kind: 'Table', metadata, columnDefinitions: [], rows: [] };
    }
    return accept.includes('as=PartialObjectMetadataList')
      ? {
          kind: 'PartialObjectMetadataList',
          metadata,
          items: this.#metadata[path] ?? null,
        }
      : { kind: 'List', metadata, items: this.#lists[path] ?? [] };
  }
}
