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

import type { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { AwsError, type RegionApi } from '../client';
import { parsePolicy, type PolicySummary, summarizePolicy } from '../policies';
import { inPool } from './inPool';
import { instantOf } from './instants';

/** AWS does not say that a new policy counts as a change of the secret. */
const AGAIN_MS = 86_400_000;
/** After as many refusals without an answer, the right to read policies is missing. */
const MOST_REFUSED = 5;

const NOT_KNOWN: PolicySummary = { resourcePolicy: 'not known' };
const NONE: PolicySummary = { resourcePolicy: 'none' };

interface KnownPolicy {
  /** When the secret was last changed. */
  changedAt?: string;
  readAtMs: number;
  summary: PolicySummary;
}

/**
 * The resource policies of the secrets of a region, summed up. A secret is asked for its
 * own only once it was changed, or after a day. What may not be read, or cannot be, keeps
 * nothing else from being known.
 */
export class ResourcePolicies {
  readonly #ownAccounts: readonly string[];
  /** By ARN. */
  #known = new Map<string, KnownPolicy>();
  /** Those of the walk that is going on. */
  #seen = new Map<string, KnownPolicy>();
  #isAnswered = false;
  #refusals: AwsError[] = [];
  #failure: AwsError | undefined;

  constructor(ownAccounts: readonly string[]) {
    this.#ownAccounts = ownAccounts;
  }

  /** Before a walk. */
  begin(): void {
    this.#seen = new Map();
    this.#isAnswered = false;
    this.#refusals = [];
    this.#failure = undefined;
  }

  async read(
    api: RegionApi,
    entries: readonly (SecretListEntry & { ARN: string })[],
  ): Promise<void> {
    const asked = entries.filter(entry => {
      const known = this.#known.get(entry.ARN);
      const isSame = known?.changedAt === instantOf(entry.LastChangedDate);
      if (known && isSame) {
        this.#seen.set(entry.ARN, known);
      }
      const isDue =
        !(known && isSame) || Date.now() - known.readAtMs > AGAIN_MS;
      // While it waits for its deletion, Secrets Manager does not tell its policy.
      return isDue && entry.DeletedDate === undefined;
    });
    await inPool(asked, async ({ ARN: arn, LastChangedDate: changed }) => {
      const summary = this.#failure ? undefined : await this.#read(api, arn);
      if (summary) {
        const known = {
          changedAt: instantOf(changed),
          readAtMs: Date.now(),
          summary,
        };
        this.#seen.set(arn, known);
        this.#known.set(arn, known);
      }
    });
  }

  summaryOf(arn: string): PolicySummary {
    return this.#seen.get(arn)?.summary ?? NOT_KNOWN;
  }

  /**
   * After all secrets were read: forgets those that no longer exist.
   *
   * @returns why policies are not known, unless all could be read that may be
   */
  finish(): AwsError | undefined {
    const isAllRefused = !this.#isAnswered && this.#known.size === 0;
    this.#known = this.#seen;
    return this.#failure ?? (isAllRefused ? this.#refusals[0] : undefined);
  }

  /** @returns what holds until the secret changes */
  async #read(api: RegionApi, arn: string): Promise<PolicySummary | undefined> {
    try {
      const policy = await api.resourcePolicy(arn);
      this.#isAnswered = true;
      return policy === undefined
        ? NONE
        : summarizePolicy(parsePolicy(policy), {
            arn,
            ownAccounts: this.#ownAccounts,
          });
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      return this.#explain(error);
    }
  }

  #explain(error: AwsError): PolicySummary | undefined {
    switch (error.code) {
      case 'no-such-secret':
        return NOT_KNOWN;
      case 'forbidden':
        // The policy of one secret may deny it, whereas a role has the right for all or for none.
        if (this.#isAnswered) {
          return NOT_KNOWN;
        }
        this.#refusals.push(error);
        if (this.#refusals.length >= MOST_REFUSED) {
          this.#failure = error;
        }
        return undefined;
      default:
        this.#failure = error;
        return undefined;
    }
  }
}
