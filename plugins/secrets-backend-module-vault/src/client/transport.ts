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

import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { VaultError } from './VaultError';

/** A list of a hundred thousand names is 10 MB. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
const ANSWER_MS = 30_000;
const CONNECTIONS = { keepAlive: true, maxSockets: 8 };

/** A request as node-vault makes it. */
export interface VaultRequest {
  method: string;
  uri: string;
  headers: Record<string, string>;
  /** What is sent, or `true` for nothing. */
  json?: unknown;
}

/** An answer as node-vault takes it. */
export interface VaultAnswer {
  statusCode: number;
  body: any;
  request: { path: string };
}

/**
 * Sends requests for node-vault. Its own way follows redirects with the token, reads
 * answers of any size, and takes settings from the environment.
 */
export function createTransport(options: {
  ca?: string;
  signal: () => AbortSignal;
}): (request: VaultRequest) => Promise<VaultAnswer> {
  // That of the process sets a timer anew for each request.
  const httpAgent = new HttpAgent(CONNECTIONS);
  const httpsAgent = new HttpsAgent({
    ...CONNECTIONS,
    ca: options.ca,
    // Else NODE_TLS_REJECT_UNAUTHORIZED would decide.
    rejectUnauthorized: true,
  });
  return async ({ method, uri, headers, json }) => {
    const url = new URL(uri);
    const path = url.pathname.replace(/^\/v1\//, '');
    const body =
      json !== null && typeof json === 'object'
        ? JSON.stringify(json)
        : undefined;
    const underWay = endedBy(options.signal());
    const answer = await new Promise<{ status: number; text: string }>(
      (done, fail) => {
        const isTls = url.protocol === 'https:';
        const sent = (isTls ? requestHttps : requestHttp)(
          {
            // A URL would be taken apart once more.
            hostname: url.hostname.replace(/^\[|\]$/g, ''),
            port: url.port,
            path: url.pathname + url.search,
            method,
            headers: {
              ...headers,
              'X-Vault-Request': 'true',
              ...(body === undefined
                ? {}
                : { 'Content-Type': 'application/json' }),
            },
            agent: isTls ? httpsAgent : httpAgent,
          },
          response => {
            const chunks: Buffer[] = [];
            let size = 0;
            response.on('data', (chunk: Buffer) => {
              size += chunk.length;
              if (size > LARGEST_ANSWER) {
                response.destroy(
                  new VaultError(path, { reason: 'answered too much' }),
                );
                return;
              }
              chunks.push(chunk);
            });
            response.on('error', fail);
            response.on('end', () =>
              done({
                status: response.statusCode ?? 0,
                text: Buffer.concat(chunks).toString('utf8'),
              }),
            );
          },
        );
        const end = (error: unknown) => {
          fail(error);
          sent.destroy();
        };
        const reason = `did not answer within ${ANSWER_MS / 1000} s`;
        const timer = setTimeout(
          () => end(new VaultError(path, { reason })),
          ANSWER_MS,
        );
        underWay.add(end);
        sent.on('close', () => {
          clearTimeout(timer);
          underWay.delete(end);
        });
        sent.on('error', fail);
        sent.end(body);
      },
    ).catch(error => {
      throw error instanceof VaultError
        ? error
        : new VaultError(path, { reason: reasonOf(error) });
    });
    return {
      statusCode: answer.status,
      body: readJson(path, answer),
      request: { path: url.pathname },
    };
  };
}

/** Ends a request, for a reason. */
type End = (reason: unknown) => void;

const UNDER_WAY = new WeakMap<AbortSignal, Set<End>>();

/**
 * The requests that end when a signal is aborted. A signal of each request's own, made of
 * this one and a time, would take longer than much of the rest.
 */
function endedBy(signal: AbortSignal): Set<End> {
  signal.throwIfAborted();
  const known = UNDER_WAY.get(signal);
  if (known) {
    return known;
  }
  const ends = new Set<End>();
  UNDER_WAY.set(signal, ends);
  signal.addEventListener(
    'abort',
    () => ends.forEach(end => end(signal.reason)),
    { once: true },
  );
  return ends;
}

/** Of an error the status tells enough, whatever it says. */
function readJson(
  path: string,
  { status, text }: { status: number; text: string },
): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text !== '' && status >= 200 && status < 300) {
      throw new VaultError(path, { isGarbage: true });
    }
    return undefined;
  }
}

/** Messages of the system may quote addresses alone; its codes say as much. */
function reasonOf(error: { code?: string }): string {
  return error.code
    ? `could not be reached (${error.code})`
    : 'could not be reached';
}
