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

type Translate = TranslationFunction<typeof secretsTranslationRef.T>;

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
  switch (finding.rule) {
    case 'rotation-due':
      return evidence.overdue
        ? t('rule.rotationOverdue', { item, days: text('days') })
        : t('rule.rotationSoon', { item, days: text('days') });
    case 'missing-secret':
      return t('rule.missingText', { consumers: text('consumers') });
    case 'delivery-failed':
      return t('rule.deliveryText', {
        deliverer: text('deliverer'),
        reason: text('reason'),
      });
    case 'secret-in-env':
      return t('rule.envText', { consumers: text('consumers') });
    case 'weak-value':
      return t('rule.weakText', { item, why: text('why') });
    case 'duplicate':
      return t('rule.duplicateText', { item, others: text('others') });
    case 'environment-shared':
      return t('rule.sharedText', { item, others: text('others') });
    case 'legacy-service-account-token':
      return t('rule.legacyText');
    default:
      // A newer back end may know rules that this page does not.
      return item ? t('findings.about', { item }) : finding.rule;
  }
}
