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

import type { IncomingMessage } from 'http';
import { Agent as HttpAgent, request as httpRequest } from 'http';
import { Agent as HttpsAgent, request as httpsRequest } from 'https';
import type { RequestOptions } from 'https';
import type { KubeConfig } from '@kubernetes/client-node';
import { ClusterError, errorOfConnection, errorOfStatus } from './ClusterError';

const ANSWER_MS = 60_000;
/** What of an error is read, so that its connection can be used again. */
const LARGEST_ERROR = 256 * 1024;
const ERROR_MS = 5_000;

/**
 * How to ask.
 *
 * @public
 */
export interface ClusterRequest {
  /** Ends the request, also while its answer is read. */
  signal: AbortSignal;
  /** The Accept header; JSON by default. */
  accept?: string;
  /** Milliseconds without any byte after which the server counts as hung. */
  idleMs?: number;
  /** Milliseconds until the answer has to begin; default: the same. */
  answerMs?: number;
  /** By a connection of its own: behind one address there may be several servers. */
  isApart?: boolean;
}

/** Files with tokens mostly end in a new line, which no header can hold. */
function readAuthorization(
  path: string,
  headers: RequestOptions['headers'],
): { Authorization?: string } {
  const { Authorization: value } = (headers ?? {}) as {
    Authorization?: string;
  };
  if (typeof value !== 'string') {
    return {};
  }
  const trimmed = value.trim();
  if (!/^[\x20-\x7e]+$/.test(trimmed)) {
    throw new ClusterError('no-credential', {
      path,
      what: 'the credential is no token',
    });
  }
  return { Authorization: trimmed };
}

/** Names below `localhost` are left out: a name server may lead them anywhere. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    /^127(\.\d+){3}$/.test(hostname) ||
    hostname === '[::1]'
  );
}

/** Passes over an answer; one that is long or slow ends with its connection. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => response.destroy(), ERROR_MS);
  timer.unref();
  response.on('error', () => {});
  response.once('close', () => clearTimeout(timer));
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LARGEST_ERROR) {
      response.destroy();
    }
  });
}

/** What is sent with a question that does not fit into its path, or to change something. */
interface SentBody {
  body: string;
  contentType: string;
}

/**
 * Requests to one API server, with the credential of a kubeconfig context: the
 * only door by which it leaves. It goes to the address that was given, and nowhere
 * that an answer points to.
 *
 * Answers are handed out as streams, so that nobody has to hold a whole one.
 *
 * @public
 */
export class ClusterClient {
  readonly #config: KubeConfig;
  readonly #server: string;
  #agent?: HttpAgent | HttpsAgent;
  #agentKey?: string;

  constructor(config: KubeConfig) {
    const cluster = config.getCurrentCluster();
    if (!cluster) {
      throw new Error('The kubeconfig names no current cluster');
    }
    this.#config = config;
    this.#server = cluster.server.replace(/\/+$/, '');
  }

  /**
   * Asks for a path, with its query.
   *
   * @returns an answer with a good status, its body unread
   * @throws {@link ClusterError}, or the signal's reason
   */
  async get(path: string, options: ClusterRequest): Promise<IncomingMessage> {
    return await this.#ask(path, options);
  }

  /**
   * As {@link ClusterClient.get}, for a question that has a body: it changes
   * nothing in the cluster.
   *
   * @throws {@link ClusterError}, or the signal's reason
   */
  async post(
    path: string,
    sent: SentBody,
    options: ClusterRequest,
  ): Promise<IncomingMessage> {
    return await this.#send('POST', path, sent, options);
  }

  /**
   * Changes an object. What observes a cluster never does.
   *
   * @returns the answer, its body unread: it is the whole object unless `accept` asks for less
   * @throws {@link ClusterError}, or the signal's reason
   */
  async patch(
    path: string,
    sent: SentBody,
    options: ClusterRequest,
  ): Promise<IncomingMessage> {
    return await this.#send('PATCH', path, sent, options);
  }

  async #send(
    method: 'POST' | 'PATCH',
    path: string,
    sent: SentBody,
    options: ClusterRequest,
  ): Promise<IncomingMessage> {
    try {
      return await this.#ask(path, options, { method, ...sent });
    } catch (error) {
      if (error instanceof ClusterError) {
        // All others are about a GET.
        error.message = error.message.replace(/^GET /, `${method} `);
      }
      throw error;
    }
  }

  async #ask(
    path: string,
    options: ClusterRequest,
    sent?: SentBody & { method: string },
  ): Promise<IncomingMessage> {
    const shown = path.split('?')[0];
    const url = new URL(this.#server + path);
    this.#refusePlainHttp(shown, url);
    const requestOptions = await this.#options(shown, options, sent);
    options.signal.throwIfAborted();
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
      const idleMs = options.idleMs ?? ANSWER_MS;
      const request = send(url, requestOptions, answer => {
        request.setTimeout(idleMs);
        resolve(answer);
      });
      request.setTimeout(options.answerMs ?? idleMs, () => {
        const error = new ClusterError('unreachable', {
          path: shown,
          what: 'no answer in time',
        });
        request.destroy(error);
      });
      request.once('error', reject);
      request.end(sent?.body);
    }).catch(error => {
      options.signal.throwIfAborted();
      throw errorOfConnection(shown, error);
    });
    const status = response.statusCode ?? 0;
    // A review is answered like an object that was created.
    if (status !== 200 && !(sent && status === 201)) {
      drain(response);
      throw errorOfStatus(shown, status, response.headers['retry-after']);
    }
    return response;
  }

  /** A credential that reads Secrets does not travel in clear; on this host, only where the configuration does without TLS. */
  #refusePlainHttp(path: string, { protocol, hostname }: URL): void {
    const cluster = this.#config.getCurrentCluster();
    if (
      protocol === 'http:' &&
      !(isLoopback(hostname) && cluster?.skipTLSVerify && !cluster.proxyUrl)
    ) {
      throw new ClusterError('plain-http', {
        path,
        what: 'the address begins with http://, and plain http is refused',
      });
    }
  }

  async #options(
    path: string,
    { signal, accept, isApart }: ClusterRequest,
    sent: (SentBody & { method: string }) | undefined,
  ) {
    // Said outright, or NODE_TLS_REJECT_UNAUTHORIZED would decide; the client
    // takes it back where the configuration does without TLS.
    const options: RequestOptions = { headers: {}, rejectUnauthorized: true };
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch {
      // What an exec plugin or a file says may hold the credential itself.
      throw new ClusterError('no-credential', {
        path,
        what: 'the credential could not be read',
      });
    }
    const authorization = readAuthorization(path, options.headers);
    const cluster = this.#config.getCurrentCluster();
    return {
      ...options,
      // One agent for all requests, so that connections are used again. The
      // client makes one for each, and a proxy needs that of the client.
      agent: cluster?.proxyUrl
        ? options.agent
        : !isApart && this.#agentFor(options),
      method: sent?.method ?? 'GET',
      signal,
      headers: {
        ...options.headers,
        ...authorization,
        accept: accept ?? 'application/json',
        'user-agent': 'keyward',
        ...(sent && {
          'content-type': sent.contentType,
          'content-length': Buffer.byteLength(sent.body),
        }),
      },
    };
  }

  /** Never the agent of all, as variables can send that one to a proxy. */
  #agentFor(options: RequestOptions): HttpAgent | HttpsAgent {
    if (this.#server.startsWith('http:')) {
      this.#agent ??= new HttpAgent({ keepAlive: true });
      return this.#agent;
    }
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const identity = JSON.stringify([
      String(ca),
      String(cert),
      String(key),
      rejectUnauthorized,
      servername,
    ]);
    if (!this.#agent || identity !== this.#agentKey) {
      this.#agent = new HttpsAgent({
        keepAlive: true,
        ca,
        cert,
        key,
        rejectUnauthorized,
        servername,
      });
      this.#agentKey = identity;
    }
    return this.#agent;
  }
}
