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

import type { VaultClient } from '../client';
import {
  CAPABILITIES,
  parsePolicy,
  PolicyError,
  type PolicyRule,
} from '../policies';
import { isForbidden } from './isForbidden';

/** What `root` grants, of which Vault has no text. */
const ROOT: PolicyRule[] = [
  {
    path: '*',
    capabilities: new Set(CAPABILITIES.filter(name => name !== 'deny')),
    conditions: {},
  },
];

/** The policies of a Vault, each read once, and only those that are asked for. */
export class PolicyStore {
  readonly #client: VaultClient;
  readonly #known = new Map<string, Promise<PolicyRule[] | undefined>>();
  #isForbidden = false;

  constructor(client: VaultClient) {
    this.#client = client;
  }

  /**
   * The rules of several policies.
   *
   * @returns undefined where one of them may not be read, or is not understood
   * @throws VaultError where Vault does not answer
   */
  async rulesOf(names: readonly string[]): Promise<PolicyRule[] | undefined> {
    const rules: PolicyRule[] = [];
    for (const name of names) {
      const found = this.#known.get(name) ?? this.#read(name);
      this.#known.set(name, found);
      const known = await found;
      if (known === undefined) {
        return undefined;
      }
      rules.push(...known);
    }
    return rules;
  }

  async #read(name: string): Promise<PolicyRule[] | undefined> {
    if (name === 'root') {
      return ROOT;
    }
    if (this.#isForbidden) {
      // Each refusal is an entry in Vault's audit log.
      return undefined;
    }
    try {
      const answer = await this.#client.read(`sys/policies/acl/${name}`);
      const text: unknown = answer?.data?.policy;
      // One that there is not grants nothing.
      return typeof text === 'string' ? parsePolicy(text) : [];
    } catch (error) {
      if (error instanceof PolicyError) {
        return undefined;
      }
      if (isForbidden(error)) {
        this.#isForbidden = true;
        return undefined;
      }
      throw error;
    }
  }
}
