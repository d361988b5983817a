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

import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LivingGitea } from './LivingGitea';

/** A request that went through, and whether it was answered yet. */
export interface WatchedRequest {
  /** For example `POST /api/v1/repos/platform/shop/pulls`. */
  what: string;
  phase: 'asked' | 'answered';
}

/**
 * A proxy before a Gitea that can stop requests: before Gitea has them, or when it has
 * answered and the answer is still on its way.
 */
export class GiteaProxy {
  readonly #server: Server;
  #stops: (request: WatchedRequest) => Promise<boolean> = async () => false;

  private constructor(gitea: LivingGitea) {
    const { hostname, port } = new URL(gitea.url);
    this.#server = createServer((incoming, outgoing) => {
      const what = `${incoming.method} ${incoming.url}`;
      const pass = async () => {
        if (await this.#stops({ what, phase: 'asked' })) {
          outgoing.destroy();
          return;
        }
        const forwarded = request(
          {
            hostname,
            port,
            method: incoming.method,
            path: incoming.url,
            headers: incoming.headers,
            agent: false,
          },
          (answer: IncomingMessage) => {
            const chunks: Buffer[] = [];
            answer.on('data', chunk => chunks.push(chunk));
            answer.once('end', async () => {
              if (await this.#stops({ what, phase: 'answered' })) {
                outgoing.destroy();
                return;
              }
              outgoing.writeHead(answer.statusCode!, answer.headers);
              outgoing.end(Buffer.concat(chunks));
            });
          },
        );
        forwarded.once('error', () => outgoing.destroy());
        incoming.pipe(forwarded);
      };
      pass().catch(() => outgoing.destroy());
    });
  }

  static async start(gitea: LivingGitea): Promise<GiteaProxy> {
    const proxy = new GiteaProxy(gitea);
    await new Promise<void>(resolve =>
      proxy.#server.listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * Ends the first request that is meant, and those that come after it for as long as the
   * work takes, which is done meanwhile.
   *
   * @returns the request that was meant, when the work is done
   */
  async stopOnce(
    isMeant: (request: WatchedRequest) => boolean,
    work: () => Promise<void>,
  ): Promise<string> {
    return await new Promise((resolve, reject) => {
      this.#stops = async watched => {
        if (!isMeant(watched)) {
          return false;
        }
        this.#stops = async () => true;
        work()
          .finally(() => {
            this.#stops = async () => false;
          })
          .then(() => resolve(watched.what), reject);
        return true;
      };
    });
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
