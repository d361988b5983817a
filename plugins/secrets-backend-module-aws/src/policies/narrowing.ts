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

import type { PolicyCondition } from './parsePolicy';

/**
 * What a condition leaves of anybody: the principals of some accounts, those of an
 * organization, or whoever comes by a network, a service or a session that it names.
 * `nothing` where it keeps nobody away, `unknown` where that is not understood.
 */
export type Narrowing =
  | { to: 'accounts'; accounts: readonly string[] }
  | { to: 'organization' | 'limited' | 'nothing' | 'unknown' };

/** Those that a key must equal, or be like; several values are alternatives. */
const POSITIVE = new Set([
  'arnequals',
  'arnlike',
  'ipaddress',
  'stringequals',
  'stringequalsignorecase',
  'stringlike',
]);
/** Their opposites, as a denial has them: what the key is not is denied. */
const NEGATIVE: Readonly<Record<string, string>> = {
  arnnotequals: 'arnequals',
  arnnotlike: 'arnlike',
  notipaddress: 'ipaddress',
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
};
/** Whoever asks can have them as they are to be, from any account. */
const OF_ANYBODY = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:referer',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:tokenissuetime',
  'aws:useragent',
]);
/** They are about the secret, or about what is asked of it. */
const OF_SECRET =
  /^(secretsmanager:|aws:resource|aws:requesttag\/|aws:tagkeys$)/;
const ACCOUNT = /^\d{12}$/;
const ACCOUNT_OF_ARN = /^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):./;
const ANY_ACCOUNT = /^(\*|arn:[^:]+:[^:]+:[^:]*:\*(:.*)?)$/;
/** Wider networks are no limit. */
const LEAST_BITS = { v4: 8, v6: 32 };

const nothing: Narrowing = { to: 'nothing' };
const unknown: Narrowing = { to: 'unknown' };

/** By the names of keys in lower case. */
const READERS: Readonly<
  Record<string, (values: readonly string[]) => Narrowing>
> = {
  'aws:principalaccount': accountsOf,
  'aws:sourceaccount': accountsOf,
  'aws:sourceowner': accountsOf,
  'aws:principalarn': accountsOfArns,
  'aws:sourcearn': accountsOfArns,
  'aws:principalorgid': values => organizationOf(values, /^o-[a-z0-9]+$/),
  'aws:sourceorgid': values => organizationOf(values, /^o-[a-z0-9]+$/),
  'aws:principalorgpaths': values => organizationOf(values, /^o-[a-z0-9]+\//),
  'aws:sourcevpc': values => limitOf(values, /^vpc-[0-9a-f]+$/),
  'aws:sourcevpce': values => limitOf(values, /^vpce-[0-9a-f]+$/),
  'aws:userid': values => limitOf(values, /^A[A-Z0-9]{15,}(:.*)?$/),
  'aws:sourceip': values =>
    values.every(isNarrowNetwork) ? { to: 'limited' } : nothing,
};

/**
 * What the conditions of a statement that allows leave of anybody: they must all hold.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function narrowingOf(conditions: readonly PolicyCondition[]): Narrowing {
  return narrowestOf(conditions.map(narrowingOfOne));
}

/**
 * What a statement that denies anybody under conditions leaves of anybody. With several
 * it denies what meets them all, so that only one that denies all but some is understood.
 */
export function narrowingOfDenial(
  conditions: readonly PolicyCondition[],
): Narrowing {
  if (conditions.some(each => isOff(each, 'aws:securetransport'))) {
    // It keeps nobody away: they have but to encrypt.
    return nothing;
  }
  // Services of AWS are let in beside whom the others let in.
  const [condition, ...more] = conditions.filter(
    each => !isOff(each, 'aws:principalisawsservice'),
  );
  const operator =
    condition && NEGATIVE[operatorOf(condition).replace(/ifexists$/, '')];
  return operator && more.length === 0
    ? narrowingOfOne({ ...condition, operator })
    : unknown;
}

/** Of several that must all hold; what is not understood makes none of the others wider. */
function narrowestOf(narrowings: readonly Narrowing[]): Narrowing {
  for (const to of ['accounts', 'organization', 'limited', 'unknown']) {
    const found = narrowings.find(each => each.to === to);
    if (found) {
      return found;
    }
  }
  return nothing;
}

function narrowingOfOne({ key, operator, values }: PolicyCondition): Narrowing {
  const name = key.toLowerCase();
  if (OF_ANYBODY.has(name) || OF_SECRET.test(name)) {
    return nothing;
  }
  const kind = operatorOf({ operator }).replace(/^foranyvalue:/, '');
  if (
    !POSITIVE.has(kind) ||
    !Object.hasOwn(READERS, name) ||
    values.length === 0 ||
    values.some(value => value.includes('${'))
  ) {
    return unknown;
  }
  return READERS[name](values);
}

function operatorOf({ operator }: Pick<PolicyCondition, 'operator'>): string {
  return operator.toLowerCase();
}

/** Whether a condition holds where a key that is true or false is false. */
function isOff(condition: PolicyCondition, key: string): boolean {
  return (
    condition.key.toLowerCase() === key &&
    /^bool(ifexists)?$/.test(operatorOf(condition)) &&
    condition.values.every(value => value.toLowerCase() === 'false')
  );
}

function accountsOf(values: readonly string[]): Narrowing {
  if (values.includes('*')) {
    return nothing;
  }
  return values.every(value => ACCOUNT.test(value))
    ? { to: 'accounts', accounts: values }
    : unknown;
}

function accountsOfArns(values: readonly string[]): Narrowing {
  if (values.some(value => ANY_ACCOUNT.test(value))) {
    return nothing;
  }
  const accounts = values.map(value => ACCOUNT_OF_ARN.exec(value)?.[1]);
  return accounts.every(account => account !== undefined)
    ? { to: 'accounts', accounts: [...new Set(accounts)] }
    : unknown;
}

function organizationOf(values: readonly string[], form: RegExp): Narrowing {
  return values.every(value => form.test(value))
    ? { to: 'organization' }
    : wideOr(values);
}

function limitOf(values: readonly string[], form: RegExp): Narrowing {
  return values.every(value => form.test(value))
    ? { to: 'limited' }
    : wideOr(values);
}

/** `*`, or a pattern of which the beginning alone is fixed, as all values have it. */
function wideOr(values: readonly string[]): Narrowing {
  return values.some(value => /^(o-|vpce?-)?\*/.test(value))
    ? nothing
    : unknown;
}

function isNarrowNetwork(value: string): boolean {
  const [address, bits] = value.split('/');
  const least = address.includes(':') ? LEAST_BITS.v6 : LEAST_BITS.v4;
  return bits === undefined || Number(bits) >= least;
}
