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

import { portalUrl } from './portalUrl';
import { SignalsListener } from './SignalsListener';

const KNOWN_WITHIN_MS = 30_000;
const POLL_MS = 250;

/** An answer of the portal, with its body read. */
export interface PortalAnswer {
  ok: boolean;
  status: number;
  headers: Headers;
  text: string;
}

/** Asks the portal's API as one of the personas. */
export class PortalClient {
  readonly #token: string;

  private constructor(token: string) {
    this.#token = token;
  }

  static async signIn(user: string): Promise<PortalClient> {
    const deadline = Date.now() + KNOWN_WITHIN_MS;
    const ask = async () =>
      await fetch(`${portalUrl()}/api/auth/personas/refresh`, {
        headers: {
          'x-keyward-persona': user,
          'x-requested-with': 'XMLHttpRequest',
        },
      });
    let response = await ask();
    // The catalog of a portal that has just started does not know everybody yet.
    while (response.status === 404 && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
      response = await ask();
    }
    if (!response.ok) {
      throw new Error(`${user} could not sign in: ${response.status}`);
    }
    const session = (await response.json()) as {
      backstageIdentity: { token: string };
    };
    return new PortalClient(session.backstageIdentity.token);
  }

  async get(path: string): Promise<PortalAnswer> {
    return await this.#send(path, { method: 'GET' });
  }

  async post(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<PortalAnswer> {
    return await this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  async put(path: string, body: unknown): Promise<PortalAnswer> {
    return await this.#send(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** @throws unless the answer is good */
  async json(path: string): Promise<any> {
    const { ok, status, text } = await this.get(path);
    if (!ok) {
      throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`);
    }
    return JSON.parse(text);
  }

  /** Hears what the portal says on a channel of its signals. */
  async listen(channel: string): Promise<SignalsListener> {
    return await SignalsListener.open(channel, this.#token);
  }

  async #send(
    path: string,
    { headers, ...request }: RequestInit,
  ): Promise<PortalAnswer> {
    const response = await fetch(portalUrl() + path, {
      ...request,
      headers: { ...headers, authorization: `Bearer ${this.#token}` },
    });
    return {
      ok: response.ok,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
    };
  }
}
