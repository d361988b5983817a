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

import type { AccountReaders, SecretReaders } from '@keyward/observation';
import { covers, type Policy, type PolicyStatement } from '../policies';
import type { LetIn } from './accountsOf';
import { decide, type Decision, type NamedPolicy } from './decide';
import {
  type AskedSecret,
  contextOf,
  READING,
  requestsFor,
} from './requestsFor';

/** Texts for people. */
const MOST_SHOWN = 100;
/** Of ServiceAccounts and namespaces, over all roles of a secret. */
const MOST_ACCOUNT_NAMES = 300;
/** More are not followed to each secret. */
const MOST_ROLES = 2_000;
const BEFORE_WILDCARD = /^[^*?$]*/;
const KEY = 'the policy of its KMS key is not evaluated';
const RESOURCE_POLICY =
  'its resource policy is not evaluated: it may let in others, or deny it';

/** How ServiceAccounts get a role. */
export interface RoleUse {
  /** The id of the cluster's source, where it is known. */
  cluster?: string;
  accounts: readonly LetIn[];
  /** What gives them the role, in words that a sentence may begin with. */
  how: string;
  /** What a session may do at most. */
  session?: NamedPolicy;
}

/** A role that ServiceAccounts of clusters may have. */
export interface KubernetesRole {
  arn: string;
  policies: readonly NamedPolicy[];
  boundary?: NamedPolicy;
  uses: readonly RoleUse[];
  /** Who may have it as well, in words. */
  unknown: readonly string[];
}

/** What decides of a secret besides the policies of roles. */
export interface DecidesAlso {
  /** A key other than the one that AWS makes for an account. */
  key: boolean;
  resourcePolicy: boolean;
}

/** Those who have a role in one way. */
interface Holder {
  role: KubernetesRole;
  use?: RoleUse;
  policies: readonly NamedPolicy[];
  limits: readonly NamedPolicy[];
  /** What ARNs that its policies may allow begin with. */
  beginnings: readonly string[];
}

/** Which ServiceAccounts read which secrets of an account, by the roles that they may have. */
export class IdentityReach {
  readonly #holders: Holder[];
  readonly #unknown: string[];

  /** @param unknown - what is not known of any secret, in words */
  constructor(
    roles: readonly KubernetesRole[],
    unknown: readonly string[] = [],
  ) {
    const followed = roles.filter(mayReadSecrets);
    const more = followed.length - MOST_ROLES;
    this.#holders = followed.slice(0, MOST_ROLES).flatMap(holdersOf);
    this.#unknown = [
      ...unknown,
      ...(more > 0 ? [`${more} more roles are not followed`] : []),
    ];
  }

  /**
   * Who reads the value of a secret.
   *
   * @param also - what decides as well
   */
  readersOf(secret: AskedSecret, also: DecidesAlso): SecretReaders {
    const unknown = new Set<string>();
    const accounts: AccountReaders[] = [];
    let names = 0;
    let left = 0;
    for (const holder of this.#holders) {
      const { role, use } = holder;
      const { answer, because } = decideFor(holder, secret);
      if (answer !== 'no') {
        role.unknown.forEach(each => unknown.add(`${role.arn}: ${each}`));
      }
      if (answer === 'unknown' && use) {
        unknown.add(`${role.arn}: ${because}`);
      }
      for (const each of answer === 'yes' ? use?.accounts ?? [] : []) {
        names += each.serviceAccounts.length + each.namespaces.length;
        if (names > MOST_ACCOUNT_NAMES) {
          left += 1;
          continue;
        }
        accounts.push({
          by: role.arn,
          how: `${use!.how}, and ${because}.`,
          ...(use!.cluster === undefined ? {} : { cluster: use!.cluster }),
          ...each,
        });
      }
    }
    const all = [
      ...(left > 0 ? [`${left} more of those that read it`] : []),
      ...(accounts.length > 0 && also.key ? [KEY] : []),
      ...(also.resourcePolicy ? [RESOURCE_POLICY] : []),
      ...this.#unknown,
    ];
    return {
      accounts,
      ...(unknown.size + all.length > 0
        ? { unknown: [...bounded([...unknown]), ...all] }
        : {}),
    };
  }
}

/** Whether a role may read any secret at all, as far as its policies tell. */
export function mayReadSecrets({ policies }: KubernetesRole): boolean {
  return policies.some(
    ({ policy }) => isUnknown(policy) || reading(policy).length > 0,
  );
}

function holdersOf(role: KubernetesRole): Holder[] {
  const { policies, boundary, uses } = role;
  const beginnings = [...new Set(policies.flatMap(beginningsOf))];
  return (uses.length > 0 ? uses : [undefined]).map(use => ({
    role,
    use,
    policies,
    limits: [boundary ?? [], use?.session ?? []].flat(),
    beginnings,
  }));
}

function decideFor(holder: Holder, secret: AskedSecret): Decision {
  let found: Decision = { answer: 'no' };
  for (const { action, arn } of requestsFor(secret)) {
    if (!holder.beginnings.some(each => arn.startsWith(each))) {
      continue;
    }
    const context = contextOf(holder.role.arn, arn);
    const decision = decide(holder, { action, arn, context });
    if (decision.answer === 'yes') {
      return decision;
    }
    found = decision.answer === 'unknown' ? decision : found;
  }
  return found;
}

function beginningsOf({ policy }: NamedPolicy): string[] {
  return isUnknown(policy)
    ? ['']
    : reading(policy).flatMap(
        ({ resources }) =>
          resources?.map(each => BEFORE_WILDCARD.exec(each)![0]) ?? [''],
      );
}

function isUnknown(
  policy: Policy | undefined,
): policy is { malformed: true } | undefined {
  return !policy || 'malformed' in policy;
}

/** What of a policy may allow to read values. */
function reading({
  statements,
}: Extract<Policy, { statements: unknown }>): PolicyStatement[] {
  return statements.filter(
    ({ effect, actions, notActions, conditions }) =>
      effect === 'Allow' &&
      READING.some(
        action =>
          covers(
            { effect, actions, notActions, conditions },
            { action, arn: '' },
          ) !== 'no',
      ),
  );
}

function bounded(texts: readonly string[]): string[] {
  return texts.length > MOST_SHOWN
    ? [...texts.slice(0, MOST_SHOWN), `and ${texts.length - MOST_SHOWN} more`]
    : [...texts];
}
