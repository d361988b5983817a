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

import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { LivingVault } from './LivingVault';

/** A request that was made of a Vault, and what it came to. */
export interface SpiedRequest {
  method: string;
  /** As it was sent, with what stands behind `?`. */
  path: string;
  status: number;
  answer: string;
}

/** A proxy before a Vault that remembers all that goes through. */
export class VaultSpy {
  readonly #server: Server;
  /** In the order of the answers. */
  readonly seen: SpiedRequest[] = [];
  /** Where requests go: one node of several, or another Vault. */
  target: string;

  private constructor(vault: LivingVault) {
    this.target = vault.url;
    const { certificate: cert, key } = vault.certificate;
    this.#server = createServer({ cert, key }, (incoming, outgoing) => {
      const { method = '', url: path = '' } = incoming;
      const remember = (status: number, answer: string) =>
        this.seen.push({ method, path, status, answer });
      const forwarded = request(
        // Not normalized: Vault must be sent what was asked for.
        this.target,
        { method, path, headers: incoming.headers, ca: vault.ca, agent: false },
        answer => {
          const chunks: Buffer[] = [];
          answer.on('data', chunk => chunks.push(chunk));
          answer.once('error', () => outgoing.destroy());
          answer.once('end', () => {
            const body = Buffer.concat(chunks);
            remember(answer.statusCode!, body.toString('utf8'));
            outgoing.writeHead(answer.statusCode!, answer.headers);
            outgoing.end(body);
          });
        },
      );
      forwarded.once('error', () => outgoing.destroy());
      incoming.pipe(forwarded);
    });
  }

  static async start(vault: LivingVault): Promise<VaultSpy> {
    const spy = new VaultSpy(vault);
    await new Promise<void>(done => {
      spy.#server.listen(0, '127.0.0.1', done);
    });
    return spy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(done => {
      this.#server.close(done);
    });
  }
}
