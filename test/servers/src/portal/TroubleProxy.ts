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

import { readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { LivingCluster } from '../cluster/LivingCluster';

/** What a proxy may do to a request. */
export type Trouble = 'none' | 'hang' | 'reset' | 'busy';

/** A proxy before an API server that makes the trouble that proxies make. */
export class TroubleProxy {
  readonly #server: Server;
  #trouble: Trouble = 'none';
  /** How many requests were met with trouble. */
  troubled = 0;

  private constructor(
    cluster: LivingCluster,
    files: { cert: Buffer; key: Buffer },
  ) {
    this.#server = createServer(files, (incoming, outgoing) => {
      if (this.#trouble !== 'none') {
        this.troubled += 1;
      }
      if (this.#trouble === 'hang') {
        return;
      }
      if (this.#trouble === 'reset') {
        incoming.socket.destroy();
        return;
      }
      if (this.#trouble === 'busy') {
        outgoing.writeHead(429, { 'retry-after': '1' });
        outgoing.end('Too many requests');
        return;
      }
      const forwarded = request(
        new URL(incoming.url!, cluster.url),
        {
          method: incoming.method,
          headers: incoming.headers,
          ca: cluster.caData,
          agent: false,
        },
        answer => {
          outgoing.writeHead(answer.statusCode!, answer.headers);
          // A watch has to get through before it has anything to tell.
          outgoing.flushHeaders();
          answer.pipe(outgoing);
          answer.once('error', () => outgoing.destroy());
        },
      );
      forwarded.once('error', () => outgoing.destroy());
      outgoing.once('close', () => forwarded.destroy());
      incoming.pipe(forwarded);
    });
  }

  static async start(cluster: LivingCluster): Promise<TroubleProxy> {
    // It stands where the API server would: no credential goes over plain HTTP.
    const proxy = new TroubleProxy(cluster, {
      cert: await readFile(join(cluster.dataDir, 'apiserver.crt')),
      key: await readFile(join(cluster.dataDir, 'apiserver.key')),
    });
    await new Promise<void>(resolve =>
      proxy.#server.listen(0, '127.0.0.1', resolve),
    );
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on, and for what is under way as well. */
  make(trouble: Trouble) {
    this.#trouble = trouble;
    if (trouble !== 'none') {
      this.#server.closeAllConnections();
    }
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
