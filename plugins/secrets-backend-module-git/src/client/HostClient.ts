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

import { GitHostError } from '@keyward/backstage-plugin-secrets-node';

const TIMEOUT_MS = 30_000;
const MOST_REDIRECTS = 3;
/** A blob of 5 MiB in base64, and what stands around it. */
const LARGEST_ANSWER = 16 * 1024 * 1024;
const SECONDARY_LIMIT_MS = 60_000;

/** One request of the API of a host. */
export interface HostRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the address of the API, each part as it is: it is encoded here. */
  path: readonly string[];
  query?: Record<string, string | number | boolean | undefined>;
  /** Sent as JSON. */
  body?: unknown;
  accept?: string;
  /** Statuses beside 2xx that the caller takes. */
  takes?: readonly number[];
  /** A token of a person, sent in place of the credential. */
  token?: string;
  signal: AbortSignal;
}

/** What a host answered. */
export interface HostAnswer {
  status: number;
  headers: Headers;
  /** As JSON, or text where it is none. */
  body: any;
}

/**
 * Asks the API of one host and no other: it follows no redirect elsewhere, so that the
 * credential goes nowhere else. Answers are limited in time and size, and errors say
 * the status and the path, and nothing that the host answered.
 */
export class HostClient {
  readonly #host: string;
  readonly #base: string;
  readonly #headers: (signal: AbortSignal) => Promise<Record<string, string>>;

  /**
   * @param options - `host`: for errors; `base`: the address of the API; `headers`: the
   *   credential, for the repository that is asked for
   */
  constructor(options: {
    host: string;
    base: string;
    headers: (signal: AbortSignal) => Promise<Record<string, string>>;
  }) {
    this.#host = options.host;
    this.#base = options.base.replace(/\/+$/, '');
    this.#headers = options.headers;
  }

  /**
   * @throws GitHostError, and what the caller's signal was aborted for
   */
  async send(request: HostRequest): Promise<HostAnswer> {
    const { method = 'GET', path, signal, takes = [] } = request;
    signal.throwIfAborted();
    const response = await this.#fetch(request);
    const body = await this.#read(response, request);
    if (response.ok || takes.includes(response.status)) {
      return { status: response.status, headers: response.headers, body };
    }
    throw describeStatus(
      `${this.#host}: ${method} /${path.join('/')}`,
      response,
      body,
      request.token !== undefined,
    );
  }

  async #fetch(request: HostRequest): Promise<Response> {
    const { method = 'GET', signal, body, accept, token } = request;
    const headers = {
      accept: accept ?? 'application/json',
      'user-agent': 'keyward',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      // Not both: a host would take the credential, wherever that stands.
      ...(token === undefined
        ? await this.#credential(signal)
        : { authorization: `Bearer ${token}` }),
    };
    let url = this.#address(request);
    const ask = async (target: URL) =>
      await fetch(target, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
    for (let redirects = 0; ; redirects++) {
      const target = url;
      const response = await this.#guard(request, () => ask(target));
      const location = response.headers.get('location');
      const isRedirect = response.status >= 300 && response.status < 400;
      if (!isRedirect || !location || redirects === MOST_REDIRECTS) {
        return response;
      }
      response.body?.cancel().catch(() => {});
      const next = URL.canParse(location, url) && new URL(location, url);
      if (!next || next.origin !== url.origin || method !== 'GET') {
        throw new GitHostError(
          'unavailable',
          `${this.#describe(
            request,
          )} was redirected, and redirects are not followed there. Give the address that the repository has now.`,
        );
      }
      url = next;
    }
  }

  async #credential(signal: AbortSignal): Promise<Record<string, string>> {
    try {
      return await this.#headers(signal);
    } catch {
      signal.throwIfAborted();
      throw new GitHostError(
        'forbidden',
        `${
          this.#host
        }: there is no credential for the repository. Check the integration of this host, and where it is an app, whether it is installed there.`,
      );
    }
  }

  #address({ path, query = {} }: HostRequest): URL {
    const url = new URL(
      `${this.#base}/${path.map(encodeURIComponent).join('/')}`,
    );
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    return url;
  }

  async #read(response: Response, request: HostRequest): Promise<any> {
    const text = await this.#guard(request, async () => {
      const reader = response.body?.getReader();
      const chunks: Uint8Array[] = [];
      let size = 0;
      for (;;) {
        const { done, value } = (await reader?.read()) ?? { done: true };
        if (done) {
          return Buffer.concat(chunks).toString('utf8');
        }
        size += value.length;
        if (size > LARGEST_ANSWER) {
          // Whatever comes of it is not waited for.
          reader?.cancel().catch(() => {});
          return undefined;
        }
        chunks.push(value);
      }
    });
    if (text === undefined) {
      throw new GitHostError(
        'unavailable',
        `${this.#describe(request)} gave more than ${
          LARGEST_ANSWER / 1024 / 1024
        } MiB. Confirm a folder that holds less.`,
      );
    }
    try {
      return text === '' ? undefined : JSON.parse(text);
    } catch {
      return text;
    }
  }

  async #guard<T>(request: HostRequest, action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch {
      request.signal.throwIfAborted();
      throw new GitHostError(
        'unavailable',
        `${this.#describe(
          request,
        )} got no answer. Check whether the host can be reached from the back end.`,
      );
    }
  }

  #describe({ method = 'GET', path }: HostRequest): string {
    return `${this.#host}: ${method} /${path.join('/')}`;
  }
}

function describeStatus(
  what: string,
  { status, headers }: Response,
  body: any,
  isPerson: boolean,
): GitHostError {
  const limitedUntil = readLimit(status, headers, body);
  if (limitedUntil) {
    return new GitHostError(
      'rate-limited',
      `${what} was answered with status ${status}: too many requests. It is tried again later.`,
      { retryAt: limitedUntil },
    );
  }
  if (isPerson && (status === 401 || status === 403)) {
    return new GitHostError(
      'forbidden',
      `${what} was answered with status ${status}: the host refused the account of the person who asked for it, and not the credential of its integration. Sign in to the host again, and check that this account may open pull requests there.`,
    );
  }
  switch (status) {
    case 401:
      return new GitHostError(
        'forbidden',
        `${what} was answered with status 401: the host does not take the credential. Renew the token of its integration.`,
      );
    case 403:
      return new GitHostError(
        'forbidden',
        `${what} was answered with status 403: the credential may not do this. Give it the rights that the documentation names.`,
      );
    case 404:
      return new GitHostError(
        'not-found',
        `${what} was answered with status 404: it does not exist, or the credential does not see it.`,
      );
    case 409:
    case 422:
      return new GitHostError(
        'conflict',
        `${what} was answered with status ${status}: something is in the way.`,
      );
    default:
      return new GitHostError(
        'unavailable',
        `${what} was answered with status ${status}. It is tried again later.`,
      );
  }
}

/** When the host takes requests again, if it takes no more for now. */
function readLimit(
  status: number,
  headers: Headers,
  body: any,
): Date | undefined {
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  const reset = Number(
    headers.get('x-ratelimit-reset') ?? headers.get('ratelimit-reset') ?? NaN,
  );
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  // GitHub's other limit is told by its text alone, which is read here and quoted nowhere.
  const isSecondary =
    status === 403 && /rate limit/i.test(String(body?.message ?? ''));
  const isLimited =
    status === 429 ||
    (status === 403 && (isSpent || isSecondary || retryAfter > 0));
  if (!isLimited) {
    return undefined;
  }
  if (retryAfter > 0) {
    return new Date(Date.now() + retryAfter * 1000);
  }
  return reset > 0
    ? new Date(reset * 1000)
    : new Date(Date.now() + SECONDARY_LIMIT_MS);
}
