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
import { text } from 'stream/consumers';
import { closeServer, listenLocally } from './localServer';

const SERVICE =
  '/api/v1/namespaces/kube-system/services/sealed-secrets-controller';
const PROXY =
  '/api/v1/namespaces/kube-system/services/http:sealed-secrets-controller:web/proxy';

/** An API server with a Sealed Secrets controller behind its proxy. */
export class FakeController {
  certificate = '';
  /** What /v1/verify answers, one after the other; the last one stays. */
  verdicts: number[] = [200];
  readonly requests: string[] = [];
  readonly verified: unknown[] = [];
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      const { method, url } = request;
      this.requests.push(`${method} ${url}`);
      const body = await text(request);
      switch (`${method} ${url}`) {
        case `GET ${SERVICE}`:
          response.end(
            JSON.stringify({ spec: { ports: [{ name: 'web', port: 8080 }] } }),
          );
          break;
        case `GET ${PROXY}/v1/cert.pem`:
        case 'GET /cert.pem':
          response.end(this.certificate);
          break;
        case `POST ${PROXY}/v1/verify`:
          this.verified.push(JSON.parse(body));
          response.statusCode =
            this.verdicts.length > 1
              ? this.verdicts.shift()!
              : this.verdicts[0];
          response.setHeader('retry-after', '0.05');
          response.end();
          break;
        default:
          response.statusCode = 404;
          response.end();
      }
    });
    return await listenLocally(this.#server);
  }

  async stop(): Promise<void> {
    await closeServer(this.#server);
  }
}
