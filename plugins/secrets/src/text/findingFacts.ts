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

import { type TranslationFunction } from '@backstage/frontend-plugin-api';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { type secretsTranslationRef } from '../translation';
import { causeText } from './causeText';
import { CLASS_MESSAGES } from './messages';

type Translate = TranslationFunction<typeof secretsTranslationRef.T>;

/** Something that a finding rests on, in words, with the evidence that says so. */
export interface FindingFact {
  words: string;
  /** Names and values as the back end gives them. */
  code: string;
}

/** Said by the sentence of the finding itself, or by the facts about its value's age. */
const SAID_ELSEWHERE = new Set([
  'basis',
  'days',
  'failure',
  'hostCount',
  'overdue',
  'policy',
  'risks',
  'secretCount',
  'setNotAfter',
  'setNotBefore',
  'stage',
  'subjectCount',
  'weak',
  'why',
]);

const FACTS = {
  becauseOf: 'fact.becauseOf',
  cause: 'fact.cause',
  class: 'fact.class',
  consumers: 'fact.consumers',
  container: 'fact.container',
  count: 'fact.count',
  deliverer: 'fact.deliverer',
  entity: 'fact.entity',
  environment: 'fact.environment',
  failedAttempts: 'fact.failedAttempts',
  hosts: 'fact.hosts',
  invalidSince: 'fact.invalidSince',
  key: 'fact.key',
  keyAlgorithm: 'fact.keyAlgorithm',
  keySize: 'fact.keySize',
  keys: 'fact.keys',
  kind: 'fact.kind',
  lastConsumedAt: 'fact.lastConsumedAt',
  lastUsed: 'fact.lastUsed',
  name: 'fact.name',
  names: 'fact.names',
  namespace: 'fact.namespace',
  notAfter: 'fact.notAfter',
  order: 'fact.order',
  others: 'fact.others',
  path: 'fact.path',
  place: 'fact.place',
  reason: 'fact.reason',
  renewalTime: 'fact.renewalTime',
  role: 'fact.role',
  secrets: 'fact.secrets',
  signatureAlgorithm: 'fact.signatureAlgorithm',
  since: 'fact.since',
  subject: 'fact.subject',
  subjects: 'fact.subjects',
  users: 'fact.users',
  victims: 'fact.victims',
} as const;

const BASES = {
  source: 'fact.basis.source',
  observed: 'fact.basis.observed',
  'managed-fields': 'fact.basis.managedFields',
  creation: 'fact.basis.creation',
} as const;

/** How a finding is known: sentences made of its evidence. */
export function findingFacts(t: Translate, finding: Finding): FindingFact[] {
  const evidence = finding.evidence as Record<string, unknown>;
  const facts = Object.entries(evidence)
    .filter(([name]) => !SAID_ELSEWHERE.has(name))
    .map(([name, value]): FindingFact => {
      const words = wordsOf(t, name, value, evidence);
      return {
        words: Object.hasOwn(FACTS, name)
          ? t(messageOf(name as keyof typeof FACTS, value), { value: words })
          : // A newer back end may know evidence that this page does not.
            `${name}: ${words}`,
        code: codeOf({ [name]: value }),
      };
    });
  return [...ageFacts(t, evidence), ...facts];
}

/** What is to come is said of the future alone. */
function messageOf(name: keyof typeof FACTS, value: unknown) {
  return name === 'notAfter' && Date.parse(String(value)) <= Date.now()
    ? 'fact.notAfterPast'
    : FACTS[name];
}

function ageFacts(
  t: Translate,
  evidence: Record<string, unknown>,
): FindingFact[] {
  const { basis, days, policy, setNotAfter, setNotBefore } = evidence;
  const facts: FindingFact[] = [];
  const earliest = setNotBefore && dayOf(setNotBefore);
  const latest = setNotAfter && dayOf(setNotAfter);
  if (earliest || latest) {
    const known =
      String(basis) in BASES ? t(BASES[basis as keyof typeof BASES]) : '';
    facts.push({
      words: t(boundsMessage(earliest, latest), {
        earliest: String(earliest),
        latest: String(latest),
        basis: known,
      }),
      code: codeOf({ setNotBefore, setNotAfter, basis }),
    });
  }
  if (days !== undefined) {
    facts.push({
      words: t('fact.policy', { days: String(days) }),
      code: codeOf({ policy, days }),
    });
  }
  return facts;
}

function boundsMessage(earliest: unknown, latest: unknown) {
  if (!latest) {
    return 'fact.setAfter';
  }
  if (!earliest) {
    return 'fact.setBefore';
  }
  return earliest === latest ? 'fact.setOn' : 'fact.setBetween';
}

function wordsOf(
  t: Translate,
  name: string,
  value: unknown,
  { secretCount }: Record<string, unknown>,
): string {
  if (Array.isArray(value)) {
    const named = value.join(t('separator'));
    const rest = name === 'secrets' ? Number(secretCount) - value.length : 0;
    return rest > 0
      ? t('fact.moreSecrets', { named, rest: String(rest) })
      : named;
  }
  if (name === 'cause') {
    return causeText(t, String(value));
  }
  if (name === 'class' && String(value) in CLASS_MESSAGES) {
    return t(CLASS_MESSAGES[value as keyof typeof CLASS_MESSAGES]);
  }
  return /^\d{4}-\d\d-\d\dT/.test(String(value)) ? dayOf(value) : String(value);
}

function dayOf(value: unknown): string {
  const date = new Date(String(value));
  return Number.isNaN(date.getTime())
    ? String(value)
    : date.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

function codeOf(evidence: Record<string, unknown>): string {
  return Object.entries(evidence)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
