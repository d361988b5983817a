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

import { answerIdentities, type IdentitiesSpec } from '@internal/estate';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong at a call. */
export type Fault =
  | 'denied'
  | 'denied by IAM'
  | 'throttled'
  | 'silent'
  | 'garbage'
  | 'down'
  | 'failing'
  | 'refused';

const ACCOUNT = '123456789012';
const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const ROLE_ANSWER = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
  <AssumedRoleUser><AssumedRoleId>R:keyward</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/r/keyward</Arn></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
  <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/**
 * The endpoints of AWS as its API references say that they answer: Secrets Manager, the
 * Parameter Store, STS, IAM and EKS.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/
 */
export class FakeAws {
  /** Each call, for example `secretsmanager.ListSecrets eu-central-1`. */
  readonly calls: string[] = [];
  /** By the beginning of a call. */
  readonly faults = new Map<string, Fault>();
  /** By region. */
  readonly secrets: Record<string, Record<string, unknown>[]> = {};
  /** By ARN. */
  readonly versions: Record<string, Record<string, unknown>[]> = {};
  readonly parameters: Record<string, Record<string, unknown>[]> = {};
  /** By ARN. */
  readonly policies: Record<string, string> = {};
  identities: IdentitiesSpec = { roles: {}, policies: {}, clusters: {} };
  pageSize = 2;
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) {
        chunks.push(chunk as Buffer);
      }
      const [, region = ''] =
        /Credential=[^/]+\/\d+\/([^/]+)\//.exec(
          incoming.headers.authorization ?? '',
        ) ?? [];
      const body = Buffer.concat(chunks).toString();
      const target = incoming.headers['x-amz-target'];
      const name = target ?? this.#nameOf(incoming, body);
      const call = `${name} ${region}`;
      this.calls.push(call);
      const fault = [...this.faults].find(([start]) => call.startsWith(start));
      const identities = answerIdentities(this.identities, ACCOUNT, {
        method: incoming.method!,
        url: incoming.url!,
        body,
        region,
      });
      if (fault) {
        answerWith(fault[1], outgoing);
      } else if (target === undefined && identities) {
        const type = identities.headers.get('content-type')!;
        outgoing.writeHead(identities.status, { 'content-type': type });
        outgoing.end(await identities.text());
      } else if (target === undefined) {
        outgoing.end(ROLE_ANSWER);
      } else {
        const answer = this.#answer(String(target), region, JSON.parse(body));
        outgoing.writeHead(200, JSON_TYPE);
        outgoing.end(JSON.stringify(answer));
      }
    });
  }

  async start(): Promise<void> {
    await new Promise<void>(done => {
      this.#server.listen(0, '127.0.0.1', done);
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #nameOf({ method, url }: IncomingMessage, body: string): string {
    const action = new URLSearchParams(body).get('Action');
    if (action) {
      return `${action === 'AssumeRole' ? 'sts' : 'iam'}.${action}`;
    }
    return `eks.${method} ${url!.replace(/\?.*/, '')}`;
  }

  #answer(target: string, region: string, body: any): object {
    const page = (all: object[] = []) => {
      const from = Number(body.NextToken ?? 0);
      const to = from + this.pageSize;
      return {
        items: all.slice(from, to),
        next: to < all.length ? { NextToken: String(to) } : {},
      };
    };
    switch (target) {
      case 'secretsmanager.ListSecrets': {
        const { items, next } = page(this.secrets[region]);
        return { SecretList: items, ...next };
      }
      case 'secretsmanager.ListSecretVersionIds': {
        const { items, next } = page(this.versions[body.SecretId]);
        return { Versions: items, ...next };
      }
      case 'secretsmanager.GetResourcePolicy':
        return {
          ARN: body.SecretId,
          ResourcePolicy: this.policies[body.SecretId],
        };
      case 'AmazonSSM.DescribeParameters': {
        const { items, next } = page(this.parameters[region]);
        return { Parameters: items, ...next };
      }
      default:
        throw new Error(`${target} was called`);
    }
  }
}

/** A text that an error may quote. */
export const CANARY = 'kw-9f27c1d3-value';

function answerWith(fault: Fault, outgoing: ServerResponse): void {
  const error = (status: number, type: string) => {
    outgoing.writeHead(status, JSON_TYPE);
    outgoing.end(JSON.stringify({ __type: type, message: CANARY }));
  };
  switch (fault) {
    case 'denied':
      error(400, 'AccessDeniedException');
      break;
    case 'refused':
      error(400, 'InvalidRequestException');
      break;
    case 'denied by IAM':
      outgoing.writeHead(403, { 'content-type': 'text/xml' });
      outgoing.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${CANARY}</Message></Error></ErrorResponse>`,
      );
      break;
    case 'throttled':
      error(400, 'ThrottlingException');
      break;
    case 'failing':
      error(500, 'InternalServiceError');
      break;
    case 'garbage':
      outgoing.writeHead(200, JSON_TYPE);
      outgoing.end(`<html>${CANARY}</html>`);
      break;
    case 'down':
      outgoing.destroy();
      break;
    default:
    // It never answers.
  }
}
