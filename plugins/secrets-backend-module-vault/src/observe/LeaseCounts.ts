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

import { type VaultClient, VaultError } from '../client';
import { isForbidden } from './isForbidden';

/** How many leases each role has, until that is refused once: each refusal is an entry in Vault's audit log. */
export class LeaseCounts {
  readonly #client: VaultClient;
  #isForbidden = false;

  constructor(client: VaultClient) {
    this.#client = client;
  }

  async of(mount: string, role: string): Promise<{ leases?: number }> {
    if (this.#isForbidden) {
      return {};
    }
    try {
      // Needs `sudo`; a role without a lease is not listed.
      const ids = await this.#client.list(
        `sys/leases/lookup/${mount}/creds/${role}/`,
      );
      return { leases: ids.length };
    } catch (error) {
      this.#isForbidden ||= isForbidden(error);
      if (error instanceof VaultError && error.status !== undefined) {
        return {};
      }
      throw error;
    }
  }
}
