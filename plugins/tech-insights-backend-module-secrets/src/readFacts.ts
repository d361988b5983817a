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

import type { Count } from '@keyward/backstage-plugin-secrets-common';
import type { SecretsFacts } from './factsSchema';
import type { SecretsReader } from './SecretsReader';

/**
 * The facts about the secrets of an entity; undefined where it has none, and
 * where a source is not up to date or a change not analysed yet.
 */
export async function readFacts(
  reader: Pick<
    SecretsReader,
    'secrets' | 'rotation' | 'findings' | 'compliance'
  >,
  entityRef: string,
): Promise<SecretsFacts | undefined> {
  const secrets = await reader.secrets(entityRef);
  if (secrets.total === 0 || secrets.staleSources.length > 0) {
    return undefined;
  }
  const rotation = await reader.rotation(entityRef);
  const findings = await reader.findings(entityRef);
  if (findings.analysedTo !== undefined) {
    return undefined;
  }
  const compliance = await reader.compliance(entityRef);
  const controlsOf = (verdict: 'fail' | 'unknown') =>
    compliance.frameworks.reduce((sum, { counts }) => sum + counts[verdict], 0);
  const { total, inPeriod, overdue, unknown } = rotation;
  return {
    secrets: secrets.total,
    missingSecrets: secrets.missing,
    failedDeliveries: secrets.deliveryFailed,
    keysInScope: total,
    keysInPeriod: inPeriod,
    keysOverdue: overdue,
    keysUnknown: unknown,
    percentInPeriod:
      total === 0 ? 100 : Math.floor((inPeriod / total) * 1000) / 10,
    openFindings: findings.total,
    criticalFindings: countOf(findings.bySeverity, 'critical'),
    highFindings: countOf(findings.bySeverity, 'high'),
    exposedCredentials: countOf(findings.byRule, 'exposed-value'),
    weakValues: countOf(findings.byRule, 'weak-value'),
    endingCertificates: countOf(findings.byRule, 'certificate-expiry'),
    complianceScore: compliance.score ?? 0,
    complianceConfidence: compliance.confidence ?? 0,
    failingControls: controlsOf('fail'),
    unknownControls: controlsOf('unknown'),
  };
}

function countOf(counts: Count[], value: string): number {
  return counts.find(each => each.value === value)?.count ?? 0;
}
