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
import { CLASS_MESSAGES, RISK_MESSAGES, RULE_MESSAGES } from './messages';

type Translate = TranslationFunction<typeof secretsTranslationRef.T>;

/** What a finding is called: by its rule and how far it has come. */
export function findingTitle(t: Translate, finding: Finding): string {
  const { evidence, rule } = finding;
  if (rule === 'rotation-due' && evidence.overdue) {
    return t('rule.rotationIsOverdue');
  }
  if (rule === 'certificate-expiry' && evidence.stage === 'expired') {
    return t('rule.certificateExpired');
  }
  return Object.hasOwn(RULE_MESSAGES, rule)
    ? t(RULE_MESSAGES[rule as keyof typeof RULE_MESSAGES][0])
    : finding.text?.title ?? rule;
}

/** What a finding says, made of its evidence. */
export function findingText(t: Translate, finding: Finding): string {
  const item = finding.item ?? '';
  const evidence = finding.evidence as Record<string, unknown>;
  const text = (name: string) => {
    const value = evidence[name];
    return Array.isArray(value)
      ? value.join(t('separator'))
      : String(value ?? t('notKnown'));
  };
  const day = (name: string) => text(name).slice(0, 10);
  // The whole of it stands under how it is known.
  const subject = () => {
    const [, name] = /(?:^|, ?)CN=([^,]+)/.exec(text('subject')) ?? [];
    return name ?? text('subject');
  };
  switch (finding.rule) {
    case 'risky-binding':
      return riskyBindingText(t, evidence);
    case 'rotation-due':
      return evidence.overdue
        ? t('rule.rotationOverdue', { item, days: text('days') })
        : t('rule.rotationSoon', { item, days: text('days') });
    case 'missing-secret':
      return t('rule.missingText', { consumers: text('consumers') });
    case 'delivery-failed':
      return deliveryText(t, evidence, text);
    case 'secret-in-env':
      return t('rule.envText', { consumers: text('consumers') });
    case 'weak-value':
      return t(weakMessage(evidence.why), { item });
    case 'duplicate':
      return t('rule.duplicateText', { item, others: text('others') });
    case 'environment-shared':
      return t('rule.sharedText', { item, others: text('others') });
    case 'exposed-value':
      return t(exposedMessage(evidence.place), {
        name: text('name'),
        container: text('container'),
        what: whatOf(t, evidence),
      });
    case 'orphaned':
      if (evidence.from) {
        return t('rule.orphanedOriginText', {
          from: text('from'),
          since: day('since'),
        });
      }
      return evidence.entity
        ? t('rule.orphanedEntityText', { entity: text('entity') })
        : t('rule.orphanedText', { deliverer: text('deliverer') });
    case 'unused':
      return t('rule.unusedText', { since: day('since') });
    case 'legacy-service-account-token':
      return t('rule.legacyText');
    case 'certificate-expiry':
      return t(
        evidence.stage === 'expired'
          ? 'rule.certificateExpiredText'
          : 'rule.certificateExpiresText',
        { subject: subject(), keys: text('keys'), end: day('notAfter') },
      );
    case 'certificate-renewal-failed':
      return t(renewalMessage(evidence.failure), {
        subject: subject(),
        reason: text('reason'),
        end: day('notAfter'),
      });
    case 'certificate-key-mismatch':
      return t('rule.certificateKeyText', { item, subject: subject() });
    case 'certificate-chain-order':
      return t('rule.certificateChainText', { item, order: text('order') });
    case 'certificate-host':
      return t('rule.certificateHostText', {
        hosts: text('hosts'),
        // As `DNS:example.com`.
        names: text('names').replaceAll('DNS:', ''),
      });
    case 'certificate-self-signed':
      return t('rule.certificateSelfSignedText', {
        key: text('key'),
        subject: subject(),
      });
    case 'certificate-weak':
      return t('rule.certificateWeakText', {
        subject: subject(),
        keys: text('keys'),
        key: [evidence.keyAlgorithm, evidence.keySize]
          .filter(Boolean)
          .join(' '),
        signature: text('signatureAlgorithm'),
      });
    default:
      // A module may bring rules that this page does not know, and their words.
      if (finding.text) {
        return finding.text.sentence;
      }
      return item ? t('findings.about', { item }) : finding.rule;
  }
}

function riskyBindingText(
  t: Translate,
  { role, risks, subjects, subjectCount }: Record<string, unknown>,
): string {
  const names = textsOf(subjects);
  const more = Number(subjectCount ?? 0) - names.length;
  return t('rule.riskyBindingText', {
    role: String(role ?? t('notKnown')),
    subjects:
      names.length === 0
        ? t('none')
        : [
            names.join(t('separator')),
            ...(more > 0 ? [t('rule.riskyBindingMore', { count: more })] : []),
          ].join(' '),
    reasons: textsOf(risks)
      .map(kind =>
        Object.hasOwn(RISK_MESSAGES, kind)
          ? t(RISK_MESSAGES[kind as keyof typeof RISK_MESSAGES])
          : kind,
      )
      .join('; '),
  });
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function renewalMessage(failure: unknown) {
  switch (failure) {
    case 'attempts':
      return 'rule.certificateAttemptsText';
    case 'not-ready':
      return 'rule.certificateNotReadyText';
    default:
      return 'rule.certificateOverdueText';
  }
}

function weakMessage(why: unknown) {
  switch (why) {
    case 'empty':
      return 'rule.weakEmptyText';
    case 'common':
      return 'rule.weakCommonText';
    case 'short':
      return 'rule.weakShortText';
    default:
      return 'rule.weakGuessableText';
  }
}

function exposedMessage(place: unknown) {
  switch (place) {
    case 'env':
      return 'rule.exposedEnvText';
    case 'args':
      return 'rule.exposedArgsText';
    case 'annotation':
      return 'rule.exposedAnnotationText';
    default:
      return 'rule.exposedDataText';
  }
}

/** For example `password (smtp.password)`. */
function whatOf(t: Translate, evidence: Record<string, unknown>): string {
  const names = Array.isArray(evidence.names)
    ? evidence.names.join(t('separator'))
    : undefined;
  const name = String(evidence.class);
  if (name === 'other' && names !== undefined) {
    return names;
  }
  const kind =
    name in CLASS_MESSAGES
      ? t(CLASS_MESSAGES[name as keyof typeof CLASS_MESSAGES])
      : name;
  return names === undefined ? kind : `${kind} (${names})`;
}

function deliveryText(
  t: Translate,
  { becauseOf, cause }: Record<string, unknown>,
  text: (name: string) => string,
): string {
  const deliverer = text('deliverer');
  if (becauseOf === undefined) {
    return t('rule.deliveryText', {
      deliverer,
      reason: cause ? causeText(t, String(cause)) : text('reason'),
    });
  }
  return cause
    ? t('rule.deliveryBecauseCauseText', {
        deliverer,
        becauseOf: String(becauseOf),
        cause: causeText(t, String(cause)),
      })
    : t('rule.deliveryBecauseText', {
        deliverer,
        becauseOf: String(becauseOf),
      });
}
