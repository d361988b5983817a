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

import type { Policy } from './parsePolicy';
import { type AccountPrincipal, reachOf, type Who } from './reachOf';

/** Whom the resource policy of a secret lets in, the widest that is certain first. */
export const REACHES = [
  'public',
  'other accounts',
  'not known',
  'organization',
  'anybody under conditions',
  'own account',
  'none',
] as const;

/** What is kept of a resource policy. Of conditions the keys alone are, not their values. */
export interface PolicySummary {
  /** `none` where there is no policy, `own account` where it lets in nobody else. */
  resourcePolicy: (typeof REACHES)[number];
  /** What somebody else may do, such as `GetSecretValue`. */
  policyActions?: string[];
  /** Other accounts that are let in. */
  policyAccounts?: string[];
  /** Other accounts or roles of them, as `123456789012 role reader`, and services of AWS. */
  policyPrincipals?: string[];
  policyConditions?: string[];
}

/** What leads to a value, or changes one or who may read it. What reads metadata alone does not count. */
const ACTIONS = [
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecret',
  'UpdateSecretVersionStage',
  'PutResourcePolicy',
  'DeleteSecret',
];
/** A policy may name hundreds. */
const MOST_NAMED = 20;

/**
 * Sums up the resource policy of a secret.
 *
 * @param ownAccounts - what is theirs is not that of others
 */
export function summarizePolicy(
  policy: Policy,
  { arn, ownAccounts }: { arn: string; ownAccounts: readonly string[] },
): PolicySummary {
  if ('malformed' in policy) {
    return { resourcePolicy: 'not known' };
  }
  const reaches = ACTIONS.map(action => ({
    action,
    ...reachOf(policy.statements, { action: `secretsmanager:${action}`, arn }),
  })).map(({ who, ...reach }) => ({
    ...reach,
    others: who.filter(
      each => each.kind !== 'account' || !ownAccounts.includes(each.accountId),
    ),
  }));
  const others = reaches.flatMap(each => each.others);
  const widest = REACHES.find(reach =>
    others.some(each => reachFor(each) === reach),
  );
  const concerned = reaches.filter(each => each.others.length > 0);
  return {
    resourcePolicy: widest ?? 'own account',
    ...list(
      'policyActions',
      concerned.map(({ action }) => action),
    ),
    ...list(
      'policyAccounts',
      others.filter(isAccount).map(({ accountId }) => accountId),
    ),
    ...list('policyPrincipals', others.flatMap(nameOf)),
    ...list(
      'policyConditions',
      concerned.flatMap(({ conditionKeys }) => conditionKeys),
    ),
  };
}

function reachFor(who: Who): PolicySummary['resourcePolicy'] {
  switch (who.kind) {
    case 'anybody':
      return 'public';
    case 'organization':
      return 'organization';
    case 'limited':
      return 'anybody under conditions';
    case 'account':
      return who.isUncertain ? 'not known' : 'other accounts';
    case 'service':
      return 'own account';
    default:
      return 'not known';
  }
}

function isAccount(who: Who): who is AccountPrincipal {
  return who.kind === 'account';
}

function nameOf(who: Who): string[] {
  if (who.kind === 'service') {
    return [who.name];
  }
  return who.kind === 'account'
    ? [[who.accountId, who.name].filter(Boolean).join(' ')]
    : [];
}

/** Each once, and no more than some. */
function list<K extends string>(
  name: K,
  values: readonly string[],
): Partial<Record<K, string[]>> {
  const found = [...new Set(values)].sort().slice(0, MOST_NAMED);
  return found.length > 0
    ? ({ [name]: found } as Partial<Record<K, string[]>>)
    : {};
}
