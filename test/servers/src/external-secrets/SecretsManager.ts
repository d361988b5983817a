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

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Moto, startMoto } from './startMoto';

const SLOW_MS = 3_000;
const KEEP_ALIVE_MS = 60_000;
/** What calls of a service are called in their headers. */
const TARGETS: Readonly<Record<string, string>> = {
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
};

/** What is wrong with a secret: moto itself knows no such trouble. */
export type SecretFault = 'denied' | 'throttled' | 'slow' | 'garbage' | 'down';

/** A call of Secrets Manager or of the Parameter Store. */
export type SecretsManagerCall = `secretsmanager.${string}` | `ssm.${string}`;

/**
 * AWS Secrets Manager as moto plays it, with a proxy before it that makes the trouble
 * that the real one makes.
 */
export class SecretsManager {
  readonly #moto: Moto;
  readonly #server: Server;
  /** What was asked of it, for example `secretsmanager.GetSecretValue`. */
  readonly calls: string[] = [];
  /** What is wrong, by the beginnings of the names of secrets, or of calls. */
  readonly faults = new Map<string, SecretFault>();

  private constructor(moto: Moto) {
    this.#moto = moto;
    this.#server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) {
        chunks.push(chunk as Buffer);
      }
      const body = Buffer.concat(chunks);
      const call = String(incoming.headers['x-amz-target'] ?? incoming.url);
      this.calls.push(call);
      const fault = this.#faultOf(body.toString(), call);
      if (fault === 'slow') {
        await sleep(SLOW_MS);
      } else if (fault) {
        answerWith(fault, outgoing);
        return;
      }
      try {
        const answer = await fetch(`${moto.url}${incoming.url}`, {
          method: incoming.method,
          headers: headersOf(incoming.headers),
          ...(body.length > 0 ? { body } : {}),
        });
        outgoing.writeHead(answer.status, {
          'content-type': answer.headers.get('content-type') ?? '',
        });
        outgoing.end(Buffer.from(await answer.arrayBuffer()));
      } catch {
        outgoing.destroy();
      }
    });
    // A client that waits between two attempts finds its connection as it was.
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** @param folder - where the log of moto goes */
  static async start(folder: string): Promise<SecretsManager> {
    const manager = new SecretsManager(await startMoto(folder));
    await new Promise<void>(done => {
      manager.#server.listen(0, '127.0.0.1', done);
    });
    return manager;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async createSecret(name: string, value: string): Promise<void> {
    await this.call('secretsmanager.CreateSecret', {
      Name: name,
      SecretString: value,
    });
  }

  /** Gives a secret a new value. */
  async putSecret(name: string, value: string): Promise<void> {
    await this.call('secretsmanager.PutSecretValue', {
      SecretId: name,
      SecretString: value,
    });
  }

  async deleteSecret(name: string): Promise<void> {
    await this.call('secretsmanager.DeleteSecret', {
      SecretId: name,
      ForceDeleteWithoutRecovery: true,
    });
  }

  /** Makes any call of AWS, past what is wrong. */
  async call(name: SecretsManagerCall, body: object): Promise<any> {
    const [service, operation] = name.split('.');
    const answer = await fetch(this.#moto.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${TARGETS[service]}.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${operation} answered ${answer.status}`);
    }
    return await answer.json();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.#moto.stop();
  }

  #faultOf(body: string, call: string): SecretFault | undefined {
    const name = /"SecretId": ?"([^"]*)"/.exec(body)?.[1];
    const known = [...this.faults].find(
      ([start]) => name?.startsWith(start) || call.startsWith(start),
    );
    return known?.[1];
  }
}

function headersOf(
  headers: NodeJS.Dict<string | string[]>,
): Record<string, string> {
  const LEFT_OUT = ['connection', 'content-length', 'host', 'accept-encoding'];
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !LEFT_OUT.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );
}

/** As Secrets Manager answers, by its API reference. */
function answerWith(
  fault: Exclude<SecretFault, 'slow'>,
  outgoing: ServerResponse,
): void {
  const json = { 'content-type': 'application/x-amz-json-1.1' };
  const error = (status: number, type: string, message: string) => {
    outgoing.writeHead(status, json);
    outgoing.end(JSON.stringify({ __type: type, message }));
  };
  switch (fault) {
    case 'denied':
      error(
        400,
        'AccessDeniedException',
        'User: arn:aws:iam::123456789012:user/eso is not authorized to perform: secretsmanager:GetSecretValue because no identity-based policy allows it',
      );
      break;
    case 'throttled':
      error(400, 'ThrottlingException', 'Rate exceeded');
      break;
    case 'garbage':
      outgoing.writeHead(200, json);
      outgoing.end('<html>hunter2-of-a-proxy</html>');
      break;
    default:
      outgoing.destroy();
  }
}
