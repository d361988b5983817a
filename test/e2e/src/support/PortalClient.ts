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
    const response = await fetch(`${portalUrl()}/api/auth/personas/refresh`, {
      headers: {
        'x-keyward-persona': user,
        'x-requested-with': 'XMLHttpRequest',
      },
    });
    if (!response.ok) {
      throw new Error(`${user} could not sign in: ${response.status}`);
    }
    const session = (await response.json()) as {
      backstageIdentity: { token: string };
    };
    return new PortalClient(session.backstageIdentity.token);
  }

  async get(path: string): Promise<PortalAnswer> {
    const response = await fetch(portalUrl() + path, {
      headers: { authorization: `Bearer ${this.#token}` },
    });
    const { ok, status, headers } = response;
    return { ok, status, headers, text: await response.text() };
  }

  /** @throws unless the answer is good */
  async json(path: string): Promise<any> {
    const { ok, status, text } = await this.get(path);
    if (!ok) {
      throw new Error(`${path} answered ${status}: ${text.slice(0, 300)}`);
    }
    return JSON.parse(text);
  }
}
