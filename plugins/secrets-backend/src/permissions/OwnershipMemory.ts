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
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { LRUCache } from 'lru-cache';

/** Well below the hour that a Backstage token lives, in which its claims do not change either. */
const REMEMBERED_MS = 10_000;
const MOST_SESSIONS = 1000;

/**
 * What callers own, by the claims of their sign-in. A page sends several
 * requests at once, and each answer is a request to the auth plugin that only a
 * new sign-in changes, so that it is asked for once in ten seconds by session.
 */
export class OwnershipMemory {
  readonly #userInfo: UserInfoService;
  readonly #known = new LRUCache<string, Promise<string[]>>({
    max: MOST_SESSIONS,
    ttl: REMEMBERED_MS,
    perf: Date,
  });

  constructor(userInfo: UserInfoService) {
    this.#userInfo = userInfo;
  }

  /** The refs of the entities as which a user owns things. */
  of(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<string[]> {
    const session = sessionOf(credentials);
    const known = session && this.#known.get(session);
    if (known) {
      return known;
    }
    const asked = this.#userInfo
      .getUserInfo(credentials)
      .then(({ ownershipEntityRefs }) => ownershipEntityRefs);
    if (session) {
      this.#known.set(session, asked);
      asked.catch(() => this.#known.delete(session));
    }
    return asked;
  }
}

/** Two sign-ins of a user end at different moments; what never ends is not remembered. */
function sessionOf({
  principal,
  expiresAt,
}: BackstageCredentials<BackstageUserPrincipal>): string | undefined {
  return expiresAt
    ? `${principal.userEntityRef} ${
        principal.actor?.subject ?? ''
      } ${expiresAt.toISOString()}`
    : undefined;
}
