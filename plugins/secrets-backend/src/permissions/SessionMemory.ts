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

import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { LRUCache } from 'lru-cache';

/** Well below the hour that a Backstage token lives, in which its claims do not change either. */
const REMEMBERED_MS = 10_000;
const MOST_SESSIONS = 1000;

/**
 * What another plugin says of a caller, whatever the caller asks for. A page
 * sends several requests at once, and each such answer is a request of its own
 * with others in it, so that it is asked for once in ten seconds by session.
 */
export class SessionMemory<TAnswer extends {}> {
  readonly #ask: (credentials: UserCredentials) => Promise<TAnswer>;
  readonly #known = new LRUCache<string, Promise<TAnswer>>({
    max: MOST_SESSIONS,
    ttl: REMEMBERED_MS,
    // A session that is over asks no more, so that nothing else would find it stale.
    ttlAutopurge: true,
    perf: Date,
  });

  constructor(ask: (credentials: UserCredentials) => Promise<TAnswer>) {
    this.#ask = ask;
  }

  of(credentials: UserCredentials): Promise<TAnswer> {
    const session = sessionOf(credentials);
    const known = session && this.#known.get(session);
    if (known) {
      return known;
    }
    const asked = this.#ask(credentials);
    if (session) {
      this.#known.set(session, asked);
      asked.catch(() => this.#known.delete(session));
    }
    return asked;
  }
}

type UserCredentials = BackstageCredentials<BackstageUserPrincipal>;

/** Two sign-ins of a user end at different moments; what never ends is not remembered. */
function sessionOf({
  principal,
  expiresAt,
}: UserCredentials): string | undefined {
  return expiresAt
    ? `${principal.userEntityRef} ${
        principal.actor?.subject ?? ''
      } ${expiresAt.toISOString()}`
    : undefined;
}
