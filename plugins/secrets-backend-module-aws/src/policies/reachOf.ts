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

import { covers } from './covers';
import type { Answer } from './matchesPattern';
import { type Narrowing, narrowingOf, narrowingOfDenial } from './narrowing';
import type { PolicyPrincipal, PolicyStatement } from './parsePolicy';

/** Somebody whom the policy of a resource lets in. */
export type Who =
  | { kind: 'anybody' | 'organization' | 'limited' | 'unknown' }
  | { kind: 'service'; name: string }
  | AccountPrincipal;

/** All of an account, or one role or user of it. */
export interface AccountPrincipal {
  kind: 'account';
  accountId: string;
  /** A role by its name; a user only as one. */
  name?: string;
  arn?: string;
  /** Something that is not understood may keep it away. */
  isUncertain?: true;
}

/** What was asked of a policy: whom it lets do an action on the resource that it belongs to. */
export interface Reach {
  who: readonly Who[];
  /** The keys of all conditions of what allows it or denies it. */
  conditionKeys: readonly string[];
}

const OF_ACCOUNT = /^arn:[a-z-]+:(?:iam|sts)::(\d{12}):(.+)$/;
/** What is left of a role or a user that was deleted: nobody has it. */
const DELETED = /^A(IDA|ROA|GPA|NPA)[A-Z0-9]{12,}$/;
const ROOT = 'root';

/** Whom a policy lets do something; the policies of roles and users may do so besides. */
export function reachOf(
  statements: readonly PolicyStatement[],
  asked: { action: string; arn: string },
): Reach {
  const relevant = statements
    .map(statement => ({ statement, answer: covers(statement, asked) }))
    .filter(({ answer }) => answer !== 'no');
  const denials = relevant.filter(
    ({ statement: { effect } }) => effect === 'Deny',
  );
  const allowed = relevant
    .filter(({ statement: { effect } }) => effect === 'Allow')
    .flatMap(({ statement, answer }) => {
      const named = [
        ...(statement.principals ?? []).flatMap(whoIs),
        ...(statement.notPrincipals ? [{ kind: 'anybody' } as const] : []),
      ];
      const narrowing = narrowingOf(statement.conditions);
      return named
        .flatMap(who =>
          who.kind === 'anybody' ? leave(who, narrowing) : [who],
        )
        .map(who => sureIf(answer, who));
    });
  const who = denials.reduce<readonly Who[]>(
    (left, denial) => left.flatMap(each => leftBy(denial, each)),
    allowed,
  );
  const conditions = relevant.flatMap(({ statement }) => statement.conditions);
  return {
    who,
    conditionKeys: who.length > 0 ? conditions.map(({ key }) => key) : [],
  };
}

function whoIs({ kind, value }: PolicyPrincipal): Who[] {
  if (kind === 'Service') {
    return [{ kind: 'service', name: value }];
  }
  if (kind !== 'AWS') {
    return [{ kind: 'unknown' }];
  }
  if (value === '*') {
    return [{ kind: 'anybody' }];
  }
  if (DELETED.test(value)) {
    return [];
  }
  if (/^\d{12}$/.test(value)) {
    return [{ kind: 'account', accountId: value }];
  }
  const [, accountId, resource] = OF_ACCOUNT.exec(value) ?? [];
  if (!accountId) {
    return [{ kind: 'unknown' }];
  }
  return [
    {
      kind: 'account',
      accountId,
      ...(resource === ROOT ? {} : { arn: value, name: nameOf(resource) }),
    },
  ];
}

/** A role by its name; users may have the names of people. */
function nameOf(resource: string): string {
  const [kind, ...path] = resource.split('/');
  switch (kind) {
    case 'role':
      return `role ${path.at(-1)}`;
    case 'assumed-role':
      return `role ${path[0]}`;
    default:
      return kind;
  }
}

/** What a narrowing leaves of somebody. */
function leave(who: Who, narrowing: Narrowing): Who[] {
  if (who.kind === 'account') {
    return narrowing.to === 'accounts' &&
      !narrowing.accounts.includes(who.accountId)
      ? []
      : [who];
  }
  if (who.kind !== 'anybody' || narrowing.to === 'nothing') {
    return [who];
  }
  return narrowing.to === 'accounts'
    ? narrowing.accounts.map(accountId => ({ kind: 'account', accountId }))
    : [{ kind: narrowing.to }];
}

/** What a statement that denies leaves of somebody. */
function leftBy(
  { statement, answer }: { statement: PolicyStatement; answer: Answer },
  who: Who,
): Who[] {
  const { conditions, notPrincipals, principals = [] } = statement;
  if (notPrincipals) {
    const kept = notPrincipals.flatMap(whoIs);
    return answer === 'yes' && conditions.length === 0
      ? keptOf(who, kept)
      : [unsure(who)];
  }
  const isAnybody = principals.some(
    ({ kind, value }) => kind === 'AWS' && value === '*',
  );
  if (
    !isAnybody &&
    !principals.flatMap(whoIs).some(each => includes(each, who))
  ) {
    return [who];
  }
  if (answer === 'yes' && conditions.length === 0) {
    return [];
  }
  if (!isAnybody || answer !== 'yes') {
    return [unsure(who)];
  }
  const narrowing = narrowingOfDenial(conditions);
  return narrowing.to === 'unknown' ? [unsure(who)] : leave(who, narrowing);
}

/** Of whom all but some are denied. */
function keptOf(who: Who, kept: readonly Who[]): Who[] {
  if (who.kind === 'anybody') {
    return [...kept];
  }
  return kept.some(each => includes(each, who) || includes(who, each))
    ? [who]
    : [];
}

/** Whether everybody of the second is one of the first. */
function includes(all: Who, who: Who): boolean {
  if (all.kind === 'service') {
    return who.kind === 'service' && who.name === all.name;
  }
  return (
    all.kind === 'account' &&
    who.kind === 'account' &&
    who.accountId === all.accountId &&
    (all.name === undefined || all.arn === who.arn)
  );
}

function unsure(who: Who): Who {
  return who.kind === 'account'
    ? { ...who, isUncertain: true }
    : { kind: 'unknown' };
}

function sureIf(answer: Answer, who: Who): Who {
  return answer === 'yes' ? who : unsure(who);
}
