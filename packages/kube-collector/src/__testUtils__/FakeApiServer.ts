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

import { createServer, type IncomingMessage, type ServerResponse } from 'http';
import type { AddressInfo } from 'net';
import { KubeConfig } from '@kubernetes/client-node';

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void;

/**
 * An API server for faults that a real one does not make on demand: every path
 * is an empty list, unless a handler says otherwise.
 */
export class FakeApiServer {
  readonly requests: URL[] = [];
  /** By the path of a collection. */
  readonly handlers = new Map<string, Handler>();
  clockAheadMs = 0;
  readonly #server = createServer((request, response) => {
    const now = new Date(Date.now() + this.clockAheadMs);
    response.setHeader('date', now.toUTCString());
    const url = new URL(request.url!, 'http://fake');
    this.requests.push(url);
    const handler = this.handlers.get(url.pathname);
    if (handler) {
      handler(request, response, url);
    } else {
      this.answerEmpty(request, response, url);
    }
  });

  async start() {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** Cuts all connections, as a restart does. */
  disconnect() {
    this.#server.closeAllConnections();
  }

  get kubeConfig(): KubeConfig {
    const { port } = this.#server.address() as AddressInfo;
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: 'fake', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'reader', token: 'token' },
    );
    return config;
  }

  answerEmpty: Handler = (request, response, url) => {
    if (url.searchParams.get('watch')) {
      response.writeHead(200);
      response.flushHeaders();
      return;
    }
    if (url.pathname === '/apis') {
      answerJson(response, { kind: 'APIGroupList', groups: [] });
      return;
    }
    if (url.pathname === '/openapi/v3') {
      answerJson(response, { paths: {} });
      return;
    }
    const accept = request.headers.accept ?? '';
    const metadata = { resourceVersion: '100' };
    if (accept.includes('as=Table')) {
      answerJson(response, { kind: 'Table', metadata, rows: [] });
    } else if (accept.includes('as=PartialObjectMetadataList')) {
      answerJson(response, {
        kind: 'PartialObjectMetadataList',
        metadata,
        items: null,
      });
    } else {
      answerJson(response, { kind: 'List', metadata, items: [] });
    }
  };
}

export function answerJson(response: ServerResponse, body: unknown) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
