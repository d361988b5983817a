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

import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { evaluateFrameworks, scoreOf } from '@keyward/compliance';
import type { ComplianceOptions } from './ComplianceOptions';
import { readFacts } from './readFacts';

/**
 * Says how the portal stands in metrics.
 *
 * @returns works the numbers out anew
 */
export function measureCompliance(
  metrics: MetricsService,
  options: ComplianceOptions,
): () => Promise<void> {
  const score = metrics.createGauge('compliance_score', {
    description: 'How much is known to be well, of 100',
  });
  const confidence = metrics.createGauge('compliance_confidence', {
    description: 'How much is known at all, of 100',
  });
  const controls = metrics.createGauge<{ framework: string; verdict: string }>(
    'compliance_controls',
    { description: 'Controls by framework and verdict', unit: '{control}' },
  );
  return async () => {
    const { checks, loaded } = options;
    const { facts } = await readFacts(options, {
      scope: { kind: 'portal', ref: '*' },
      visibility: { all: true },
      seesAll: true,
    });
    const scores = scoreOf(facts);
    if (scores.score !== undefined) {
      score.record(scores.score);
      confidence.record(scores.confidence ?? 0);
    }
    const { frameworks } = evaluateFrameworks(loaded.frameworks, checks, facts);
    for (const { framework, counts } of frameworks) {
      for (const [verdict, count] of Object.entries(counts)) {
        controls.record(count, { framework, verdict });
      }
    }
  };
}
