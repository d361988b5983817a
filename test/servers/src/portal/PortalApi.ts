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

import { request } from 'node:http';

/** How an answer is taken that need not end. */
export interface TakeOptions {
  headers: Record<string, string>;
  patienceMs: number;
}

/** An answer of the portal, with its body read. */
export interface PortalAnswer<T = any> {
  status: number;
  body: T;
}

/** The portal's API as one of the personas uses it. */
export class PortalApi {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async signIn(url: string, user: string): Promise<PortalApi> {
    const response = await fetch(`${url}/api/auth/personas/refresh`, {
      headers: {
        'x-keyward-persona': user,
        'x-requested-with': 'XMLHttpRequest',
      },
    });
    if (!response.ok) {
      throw new Error(`${user} could not sign in: ${response.status}`);
    }
    const session = await response.json();
    return new PortalApi(url, session.backstageIdentity.token);
  }

  async request(
    method: string,
    path: string,
    body?: string,
  ): Promise<PortalAnswer> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body,
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  /** What an answer holds that need not be JSON nor have an end, as far as it came in time. */
  async take(
    path: string,
    { headers, patienceMs }: TakeOptions,
  ): Promise<{ status: number; text: string }> {
    return await new Promise((resolve, reject) => {
      const asked = request(
        this.#url + path,
        {
          agent: false,
          signal: AbortSignal.timeout(patienceMs),
          headers: { ...headers, authorization: `Bearer ${this.#token}` },
        },
        answer => {
          // What came until the time was over is the answer.
          asked.off('error', reject).on('error', () => {});
          const chunks: Buffer[] = [];
          answer.on('data', chunk => chunks.push(chunk));
          answer.on('error', () => {});
          answer.once('close', () => {
            resolve({
              status: answer.statusCode!,
              text: Buffer.concat(chunks).toString('latin1'),
            });
          });
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  }

  /** @throws unless the answer is good */
  async get<T = any>(path: string): Promise<T> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) {
      throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    }
    return body;
  }

  /** All pages of a list. */
  async list<T = any>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = `limit=200${
        cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
      }`;
      const page: { items: T[]; nextCursor?: string } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}${query}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }
}
