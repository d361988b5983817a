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

import {
  type Answer,
  matchesPattern,
  type Policy,
  type PolicyCondition,
  type PolicyStatement,
} from '../policies';
import { accountsOf, type LetIn } from './accountsOf';
import { allOf, anyOf } from './answers';
import { applies } from './decide';
import { holds, plainOperator, type RequestContext } from './holds';

/** The tokens of the ServiceAccounts of a cluster that a role takes. */
export interface TrustedCluster {
  /** Who issues them, without `https://`. */
  issuer: string;
  accounts: LetIn[];
}

/** Which ServiceAccounts may assume a role by their tokens. */
export interface WebIdentities {
  clusters: TrustedCluster[];
  /** Whom it may let in as well, in words. */
  unknown: string[];
}

/** A ServiceAccount that EKS gives a role to. */
export interface Association {
  clusterName: string;
  clusterArn: string;
  namespace: string;
  serviceAccount: string;
  accountId: string;
  /** Whether the session says nothing of the pod. */
  isWithoutTags: boolean;
}

const BY_TOKEN = 'sts:AssumeRoleWithWebIdentity';
const PROVIDER = /^arn:[a-z-]+:iam::\d{12}:oidc-provider\/(.+)$/;
/** What EKS calls its issuers, in each partition. */
const EKS_ISSUER =
  /^oidc(\.|-)eks\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)\/id\//;
const ACCOUNT = 'system:serviceaccount:';
const AUDIENCE = 'sts.amazonaws.com';
const POD_IDENTITY = 'pods.eks.amazonaws.com';
const NOT_READ = 'its trust policy is not understood';

/**
 * Which ServiceAccounts may assume a role with a token of their cluster. That they have the
 * annotation `eks.amazonaws.com/role-arn` is not needed for it: a pod may ask for such a
 * token itself.
 *
 * @param arn - of the role
 * @param isCluster - whether an issuer is known to be one of a cluster; those of EKS are
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function readWebIdentities(
  trust: Policy,
  arn: string,
  isCluster: (issuer: string) => boolean = () => false,
): WebIdentities {
  if ('malformed' in trust) {
    return { clusters: [], unknown: [NOT_READ] };
  }
  const clusters = new Map<string, LetIn[]>();
  const unknown = new Set<string>();
  const asked = { action: BY_TOKEN, arn, context: {} };
  const about = trust.statements.filter(
    each => applies({ ...each, conditions: [] }, asked) !== 'no',
  );
  for (const statement of about.filter(({ effect }) => effect === 'Allow')) {
    for (const issuer of issuersOf(statement)) {
      const found = readStatement(statement, issuer, isCluster);
      if (found.accounts.length > 0) {
        const known = clusters.get(issuer) ?? [];
        clusters.set(issuer, [...known, ...found.accounts]);
      }
      found.unknown.forEach(each => unknown.add(each));
    }
    if (letsInAnybody(statement)) {
      unknown.add('its trust policy names no provider of tokens');
    }
  }
  for (const denial of about.filter(({ effect }) => effect === 'Deny')) {
    for (const [issuer] of clusters) {
      const answer = deniesIssuer(denial, issuer);
      if (answer !== 'no') {
        clusters.delete(issuer);
      }
      if (answer === 'unknown') {
        unknown.add('its trust policy denies some, which is not evaluated');
      }
    }
  }
  return {
    clusters: [...clusters].map(([issuer, accounts]) => ({
      issuer,
      accounts: distinct(accounts),
    })),
    unknown: [...unknown],
  };
}

/**
 * Whether EKS may give a role to the pods of a ServiceAccount.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function trustsAssociation(
  trust: Policy,
  arn: string,
  association: Association,
): Answer {
  if ('malformed' in trust) {
    return 'unknown';
  }
  const context = contextOf(association);
  const actions = association.isWithoutTags
    ? ['sts:AssumeRole']
    : ['sts:AssumeRole', 'sts:TagSession'];
  return allOf(
    actions.map(action => {
      const of = (effect: PolicyStatement['effect']) =>
        anyOf(
          trust.statements
            .filter(each => each.effect === effect)
            .map(each =>
              allOf([
                namesService(each),
                applies(each, { action, arn, context }),
              ]),
            ),
        );
      const denied = of('Deny');
      if (denied === 'yes') {
        return 'no';
      }
      return denied === 'no' ? of('Allow') : allOf([of('Allow'), denied]);
    }),
  );
}

/** Whether somebody may assume a role by pod identity at all. */
export function trustsPodIdentity(trust: Policy): boolean {
  return (
    !('malformed' in trust) &&
    trust.statements.some(
      each => each.effect === 'Allow' && namesService(each) === 'yes',
    )
  );
}

function readStatement(
  { conditions }: PolicyStatement,
  issuer: string,
  isCluster: (issuer: string) => boolean,
): { accounts: LetIn[]; unknown: string[] } {
  const isOf = (name: string) => (each: PolicyCondition) =>
    each.key.toLowerCase() === `${issuer}:${name}`.toLowerCase();
  const subjects = conditions.filter(isOf('sub'));
  const isOfCluster =
    EKS_ISSUER.test(issuer) ||
    isCluster(issuer) ||
    subjects.some(({ values }) =>
      values.some(value => value.startsWith(ACCOUNT)),
    );
  if (!isOfCluster) {
    return { accounts: [], unknown: [] };
  }
  const rest = allOf(
    conditions
      .filter(each => !subjects.includes(each))
      .map(each => holds(each, { [`${issuer}:aud`.toLowerCase()]: AUDIENCE })),
  );
  const [first, ...others] = subjects;
  const patterns = first ? patternsOf(first) : ['*'];
  const isUnderstood =
    rest !== 'unknown' &&
    patterns !== undefined &&
    others.every(each => patternsOf(each) !== undefined);
  if (!isUnderstood) {
    return {
      accounts: [],
      unknown: ['its trust policy has conditions that are not evaluated'],
    };
  }
  if (rest === 'no') {
    return {
      accounts: [],
      unknown: [`it takes tokens for another audience than ${AUDIENCE} alone`],
    };
  }
  const accounts: LetIn[] = [];
  const unknown: string[] = [];
  for (const pattern of patterns) {
    const fits = allOf(others.map(each => fitsAny(patternsOf(each)!, pattern)));
    const found = fits === 'no' ? [] : accountsOf(pattern);
    if (fits === 'unknown' || !found) {
      unknown.push(`also tokens of ${pattern}, which is not followed`);
    } else {
      accounts.push(...found);
    }
  }
  return { accounts, unknown };
}

/** What a condition takes of the subjects of tokens; undefined where that cannot be said by patterns. */
function patternsOf({
  operator,
  values,
}: PolicyCondition): string[] | undefined {
  switch (plainOperator(operator)) {
    case 'StringEquals':
      // What would be a wildcard stands for itself, and no ServiceAccount has it.
      return values.filter(value => !/[*?]/.test(value));
    case 'StringLike':
      return [...values];
    default:
      return undefined;
  }
}

/** Whether what a pattern stands for fits one of others: not known where both have wildcards. */
function fitsAny(patterns: readonly string[], pattern: string): Answer {
  if (patterns.includes(pattern)) {
    return 'yes';
  }
  const isOpen = /[*?]/.test(pattern);
  return isOpen
    ? 'unknown'
    : anyOf(patterns.map(each => matchesPattern(each, pattern)));
}

function issuersOf({ principals = [] }: PolicyStatement): string[] {
  return principals.flatMap(({ kind, value }) => {
    const issuer = kind === 'Federated' && PROVIDER.exec(value)?.[1];
    return issuer ? [issuer] : [];
  });
}

/** Whether it is about tokens of any provider. */
function letsInAnybody({
  principals,
  notPrincipals,
}: PolicyStatement): boolean {
  return (
    notPrincipals !== undefined ||
    (principals ?? []).some(
      ({ kind, value }) =>
        value === '*' && (kind === 'AWS' || kind === 'Federated'),
    )
  );
}

function deniesIssuer(statement: PolicyStatement, issuer: string): Answer {
  const isAbout =
    letsInAnybody(statement) || issuersOf(statement).includes(issuer);
  if (!isAbout) {
    return 'no';
  }
  return statement.conditions.length > 0 || statement.notPrincipals
    ? 'unknown'
    : 'yes';
}

/** Whether a statement is about EKS, which gives roles to pods. */
function namesService({ principals, notPrincipals }: PolicyStatement): Answer {
  if (notPrincipals) {
    return 'unknown';
  }
  const isNamed = (principals ?? []).some(
    ({ kind, value }) =>
      (kind === 'Service' && value === POD_IDENTITY) ||
      (kind === 'AWS' && value === '*'),
  );
  return isNamed ? 'yes' : 'no';
}

function contextOf(association: Association): RequestContext {
  const { accountId, clusterArn, clusterName, isWithoutTags } = association;
  return {
    'aws:sourceaccount': accountId,
    'aws:sourcearn': clusterArn,
    ...(isWithoutTags
      ? {}
      : {
          'aws:requesttag/eks-cluster-arn': clusterArn,
          'aws:requesttag/eks-cluster-name': clusterName,
          'aws:requesttag/kubernetes-namespace': association.namespace,
          'aws:requesttag/kubernetes-service-account':
            association.serviceAccount,
        }),
  };
}

function distinct(accounts: readonly LetIn[]): LetIn[] {
  return [
    ...new Map(accounts.map(each => [JSON.stringify(each), each])).values(),
  ];
}
