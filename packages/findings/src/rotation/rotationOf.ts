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

import type { SecretClass } from '@keyward/observation';
import type {
  KeyFacts,
  RotationPolicy,
  RuleSettings,
  SecretFacts,
} from '../facts';

const DAY_MS = 86_400_000;
const ANNOTATION_ROTATION = 'keyward.io/rotation';
const ANNOTATION_CLASS = 'keyward.io/class';

const NOTHING_SECRET: ReadonlySet<SecretClass> = new Set([
  'identifier',
  'public',
]);

/**
 * What expires by itself, is public, or is its tool's to rotate: in scope only
 * where an annotation of the secret or a policy that names the class says so.
 */
const OUT_OF_SCOPE: ReadonlySet<SecretClass> = new Set([
  'tls',
  'service-account-token',
  'helm-release',
  'sealing-key',
  'bootstrap-token',
  'identifier',
  'public',
  'other',
]);

/**
 * How a key stands to the policy that applies to it.
 *
 * @public
 */
export interface Rotation {
  /** The policy's id. */
  policy: string;
  days: number;
  /**
   * `overdue` if even the latest bound of the value's age is out of period,
   * `inPeriod` (or `dueSoon`) if even the earliest is inside it, else `unknown`.
   */
  state: 'inPeriod' | 'dueSoon' | 'overdue' | 'unknown';
  /** The earliest moment at which it may be due, ISO 8601. */
  dueAt?: string;
  /** When the state changes next by time alone, ISO 8601. */
  reviewAt?: string;
}

/** What was said last of a key: the table of rotation and a rule ask the same. */
const lastOf = new WeakMap<
  KeyFacts,
  {
    secret: SecretFacts;
    settings: RuleSettings;
    rotation: Rotation | undefined;
  }
>();

/**
 * How a key stands to its rotation policy; undefined for what need not be
 * rotated: certificates, Helm releases, tokens of ServiceAccounts, public material.
 * The secret's annotations `keyward.io/rotation` (`30d`, `none`) and
 * `keyward.io/class` overrule what is configured and recognised.
 *
 * @public
 */
export function rotationOf(
  key: KeyFacts,
  secret: SecretFacts,
  settings: RuleSettings,
): Rotation | undefined {
  const last = lastOf.get(key);
  if (last?.secret === secret && last.settings === settings) {
    return last.rotation;
  }
  const rotation = determineRotation(key, secret, settings);
  lastOf.set(key, { secret, settings, rotation });
  return rotation;
}

function determineRotation(
  key: KeyFacts,
  secret: SecretFacts,
  settings: RuleSettings,
): Rotation | undefined {
  const policy = policyOf(key, secret, settings);
  if (!policy) {
    return undefined;
  }
  const { id, days } = policy;
  const now = Date.parse(settings.now);
  const period = days * DAY_MS;
  const { earliest, latest } = key.age;
  const dueAt = earliest ? Date.parse(earliest) + period : undefined;
  const surelyDueAt = latest ? Date.parse(latest) + period : undefined;
  const known = dueAt === undefined ? {} : { dueAt: isoOf(dueAt) };
  const base = { policy: id, days, ...known };
  if (surelyDueAt !== undefined && surelyDueAt <= now) {
    return { ...base, state: 'overdue' };
  }
  if (dueAt === undefined || dueAt <= now) {
    return {
      ...base,
      state: 'unknown',
      ...(surelyDueAt === undefined ? {} : { reviewAt: isoOf(surelyDueAt) }),
    };
  }
  const soonAt = dueAt - settings.dueSoonDays * DAY_MS;
  return soonAt <= now
    ? { ...base, state: 'dueSoon', reviewAt: isoOf(dueAt) }
    : { ...base, state: 'inPeriod', reviewAt: isoOf(soonAt) };
}

function policyOf(
  key: KeyFacts,
  secret: SecretFacts,
  settings: RuleSettings,
): Pick<RotationPolicy, 'id' | 'days'> | undefined {
  const keyClass = classOf(key, secret);
  const own = secret.annotations[ANNOTATION_ROTATION]?.trim();
  if (own === 'none') {
    return undefined;
  }
  const days = /^([1-9]\d{0,4})d$/.exec(own ?? '')?.[1];
  if (days && !isBesideOthers(keyClass, secret)) {
    return { id: ANNOTATION_ROTATION, days: Number(days) };
  }
  return settings.rotationPolicies.find(policy =>
    fits(policy, keyClass, secret),
  );
}

function classOf(key: KeyFacts, secret: SecretFacts): SecretClass {
  return (secret.annotations[ANNOTATION_CLASS] ?? key.class) as SecretClass;
}

/** An annotation of the secret means the password in it, not the user's name beside that. */
function isBesideOthers(keyClass: SecretClass, secret: SecretFacts): boolean {
  return (
    NOTHING_SECRET.has(keyClass) &&
    secret.keys.some(other => !NOTHING_SECRET.has(classOf(other, secret)))
  );
}

function fits(
  policy: RotationPolicy,
  keyClass: SecretClass,
  secret: SecretFacts,
): boolean {
  return (
    (policy.classes?.includes(keyClass) ?? !OUT_OF_SCOPE.has(keyClass)) &&
    (policy.environments?.includes(secret.environment ?? '') ?? true) &&
    (policy.sourceIds?.includes(secret.sourceId) ?? true) &&
    Object.entries(policy.labels ?? {}).every(
      ([name, value]) => secret.labels[name] === value,
    )
  );
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
