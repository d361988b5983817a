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
import { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { CertificateWithKey } from './certificates';

/** Options of one request. */
export interface ApiRequestOptions {
  /** Sent as JSON unless it is a string. */
  body?: unknown;
  contentType?: string;
  /** Instead of the administrator's. */
  token?: string;
  signal?: AbortSignal;
}

/** What the API server answered. */
export interface ApiResponse<T = any> {
  status: number;
  body: T;
}

/** One event of a watch. */
export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: any;
}

/** Options of {@link ApiClient}. */
export interface ApiClientOptions {
  url: string;
  ca: string;
  token?: string;
  /** A client certificate and its key, PEM. */
  certificate?: CertificateWithKey;
}

/** An answer with a status that the caller did not expect. */
export class ApiError extends Error {
  readonly status: number;

  constructor(method: string, path: string, response: ApiResponse) {
    const message =
      response.body?.message ?? JSON.stringify(response.body)?.slice(0, 500);
    super(`${method} ${path} answered ${response.status}: ${message}`);
    this.name = 'ApiError';
    this.status = response.status;
  }
}

/** A bare client of the API server: no types, no caches, no surprises. */
export class ApiClient {
  readonly #options: ApiClientOptions;
  readonly #agent: Agent;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    const { ca, certificate } = options;
    this.#agent = new Agent({
      ca,
      cert: certificate?.certificate,
      key: certificate?.key,
      keepAlive: true,
    });
  }

  /** Sends a request and answers with whatever status comes. */
  async request<T = any>(
    method: string,
    path: string,
    options: ApiRequestOptions = {},
  ): Promise<ApiResponse<T>> {
    const response = await this.#send(method, path, options);
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    return { status: response.statusCode ?? 0, body: parse(text) as T };
  }

  /**
   * As {@link ApiClient.request}, but the status must be 2xx.
   *
   * @throws {@link ApiError}
   */
  async call<T = any>(
    method: string,
    path: string,
    options: ApiRequestOptions = {},
  ): Promise<T> {
    const response = await this.request<T>(method, path, options);
    if (response.status < 200 || response.status > 299) {
      throw new ApiError(method, path, response);
    }
    return response.body;
  }

  /** The events of a watch, until it is left or the server ends it. */
  async *watch(
    path: string,
    options: ApiRequestOptions = {},
  ): AsyncGenerator<WatchEvent, void, void> {
    const separator = path.includes('?') ? '&' : '?';
    const watchPath = `${path}${separator}watch=true`;
    const response = await this.#send('GET', watchPath, options);
    try {
      if (response.statusCode !== 200) {
        response.resume();
        throw new ApiError('GET', watchPath, {
          status: response.statusCode ?? 0,
          body: undefined,
        });
      }
      for await (const line of createInterface({ input: response })) {
        yield JSON.parse(line) as WatchEvent;
      }
    } finally {
      response.destroy();
    }
  }

  /** Closes the connections. */
  close() {
    this.#agent.destroy();
  }

  async #send(
    method: string,
    path: string,
    {
      body,
      contentType,
      token = this.#options.token,
      signal,
    }: ApiRequestOptions,
  ): Promise<IncomingMessage> {
    const payload =
      body === undefined || typeof body === 'string'
        ? body
        : JSON.stringify(body);
    return await new Promise((resolve, reject) => {
      const request = httpsRequest(
        new URL(path, this.#options.url),
        {
          method,
          agent: this.#agent,
          signal,
          headers: {
            ...(token && { authorization: `Bearer ${token}` }),
            accept: 'application/json',
            ...(payload !== undefined && {
              'content-type': contentType ?? 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
          },
        },
        resolve,
      );
      request.once('error', reject);
      request.end(payload);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // /readyz and /version of a server in trouble answer in plain text.
    return text;
  }
}
