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

import { instantOf, jsonOf } from '@keyward/observation/json';
import { type VaultClient, VaultError } from '../client';
import { isForbidden } from './isForbidden';

/** Of one role; each is a request, and an entry in Vault's audit log. */
const MOST_LOOKED_UP = 50;
const HOUR_MS = 3_600_000;

/** How long leases last from now, as the first of these that is long enough. */
const SPANS = [
  ['leasesOfAnHour', HOUR_MS],
  ['leasesOfADay', 24 * HOUR_MS],
  ['leasesOfAWeek', 7 * 24 * HOUR_MS],
  ['leasesOfLonger', Infinity],
] as const;

/** The leases of a role; what may not be read is absent. */
export interface FoundLeases extends Partial<Record<Span, number>> {
  leases?: number;
  /** Of how many it is known when they end: of a role with very many, not of all. */
  leasesLookedUp?: number;
}

type Span = (typeof SPANS)[number][0];

/** The leases of each role, until they are refused once: each refusal is an entry in Vault's audit log. */
export class Leases {
  readonly #client: VaultClient;
  #isListForbidden = false;
  #isLookupForbidden = false;

  constructor(client: VaultClient) {
    this.#client = client;
  }

  /**
   * How many there are of a role, and how many of them end when.
   * Source: https://developer.hashicorp.com/vault/api-docs/system/leases
   *
   * @throws VaultError where Vault does not answer
   */
  async of(mount: string, role: string): Promise<FoundLeases> {
    if (this.#isListForbidden) {
      return {};
    }
    const folder = `${mount}/creds/${role}`;
    const ids = await ifAnswered(
      // Needs `sudo`; a role without a lease is not listed.
      () => this.#client.list(`sys/leases/lookup/${folder}/`),
      () => {
        this.#isListForbidden = true;
      },
    );
    return ids
      ? {
          leases: ids.length,
          ...(await this.#endsOf(ids.map(id => `${folder}/${id}`))),
        }
      : {};
  }

  /** Their ids are made at random, so that the first of very many are as good as any. */
  async #endsOf(ids: readonly string[]): Promise<FoundLeases> {
    const spans: Record<Span, number> = {
      leasesOfAnHour: 0,
      leasesOfADay: 0,
      leasesOfAWeek: 0,
      leasesOfLonger: 0,
    };
    let leasesLookedUp = 0;
    for (const id of ids.slice(0, MOST_LOOKED_UP)) {
      if (this.#isLookupForbidden) {
        return {};
      }
      const answer = await ifAnswered(
        () => this.#client.lookUpLease(id),
        () => {
          this.#isLookupForbidden = true;
        },
      );
      const ends = instantOf(jsonOf(answer?.data).expire_time);
      // One that ended since it was listed is not found.
      if (ends !== undefined) {
        const left = Date.parse(ends) - Date.now();
        spans[SPANS.find(([, ms]) => left <= ms)![0]] += 1;
        leasesLookedUp += 1;
      }
    }
    return this.#isLookupForbidden ? {} : { leasesLookedUp, ...spans };
  }
}

async function ifAnswered<T>(
  ask: () => Promise<T>,
  onForbidden: () => void,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isForbidden(error)) {
      onForbidden();
    }
    if (error instanceof VaultError && error.status !== undefined) {
      return undefined;
    }
    throw error;
  }
}
