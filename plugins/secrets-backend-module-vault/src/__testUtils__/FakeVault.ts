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

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What a path answers: a status alone, or a body with 200, which is a page where it is a
 * text; or what makes one each time. `never` is no answer.
 */
type Answer = number | object | string | (() => number | object);

/** Answers as a Vault does, from a table, and remembers what it was asked. */
export class FakeVault {
  /** `METHOD path?query`, with the token behind it. */
  readonly asked: { request: string; token?: string }[] = [];
  readonly answers = new Map<string, Answer>();
  address = '';
  #server?: Server;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://vault');
      const isList = url.searchParams.has('list');
      const key = `${isList ? 'LIST' : request.method} ${url.pathname.slice(
        '/v1/'.length,
      )}`;
      this.asked.push({
        request: `${key}${url.search}`,
        token: request.headers['x-vault-token'] as string | undefined,
      });
      const known = this.answers.get(key) ?? 404;
      const answer = typeof known === 'function' ? known() : known;
      if (answer === 'never') {
        return;
      }
      const status = typeof answer === 'number' ? answer : 200;
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(status === 307 ? { location: `${this.address}/v1/stolen` } : {}),
      });
      response.end(
        typeof answer === 'string'
          ? answer
          : JSON.stringify(
              typeof answer === 'number'
                ? { errors: ['1 error occurred: s3cr3t-canary'] }
                : answer,
            ),
      );
    });
    await new Promise<void>(done => {
      this.#server!.listen(0, '127.0.0.1', done);
    });
    const { port } = this.#server.address() as AddressInfo;
    this.address = `http://127.0.0.1:${port}`;
    this.serve();
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise(done => {
      this.#server?.close(done);
    });
  }

  /** An unsealed Vault with a leader, one KV engine and no role. */
  serve(): void {
    this.answers.clear();
    this.asked.length = 0;
    this.answers.set('GET sys/health', {
      initialized: true,
      sealed: false,
      standby: false,
      version: '1.19.0',
      cluster_name: 'vault-cluster-1',
      server_time_utc: Math.floor(Date.now() / 1000),
    });
    this.answers.set('GET sys/leader', { ha_enabled: true, is_self: true });
    this.answers.set('GET sys/mounts', {
      data: {
        'secret/': { type: 'kv', options: { version: '2' } },
        'sys/': { type: 'system' },
        'database/': { type: 'database' },
      },
    });
    this.answers.set('GET sys/auth', { data: { 'token/': { type: 'token' } } });
    this.answers.set('GET sys/audit', {
      data: { 'file/': { type: 'file' }, 'socket/': { type: 'socket' } },
    });
  }

  list(path: string, ...keys: string[]): void {
    this.answers.set(`LIST ${path}`, { data: { keys } });
  }

  /** A secret of KV version 2, written once for each moment. */
  secret(
    path: string,
    options: {
      written: string[];
      keys?: string[];
      custom?: Record<string, string>;
      mount?: string;
    },
  ): void {
    const { written, keys, custom, mount = 'secret' } = options;
    this.answers.set(`GET ${mount}/metadata/${path}`, {
      data: {
        created_time: written[0],
        current_version: written.length,
        custom_metadata: custom ?? null,
        cas_required: false,
        versions: Object.fromEntries(
          written.map((time, index) => [
            String(index + 1),
            { created_time: time, deletion_time: '', destroyed: false },
          ]),
        ),
      },
    });
    if (keys) {
      this.answers.set(`GET ${mount}/subkeys/${path}`, {
        data: {
          subkeys: Object.fromEntries(keys.map(key => [key, null])),
        },
      });
    }
  }
}
