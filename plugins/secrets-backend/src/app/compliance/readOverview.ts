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

import { type ComplianceFacts, readTally, scoreOf } from '@keyward/compliance';
import type { ComplianceOverview } from '../../schema/openapi/generated/models';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import { readEncryption } from './readEncryption';
import { toScore } from './readCompliance';
import { readFacts } from './readFacts';
import { isOfWholeSources } from '../../store/inventory/secretFilters';
import { worstOf } from './worstOf';
import { SEVERITIES } from '../../store/common/ranks';

/** The numbers of a scope, for those who see all. */
export async function readOverview(
  options: ComplianceOptions,
  request: ComplianceRequest,
): Promise<Omit<ComplianceOverview, 'trend'>> {
  const { facts, counts, sources, states } = await readFacts(options, request);
  const encryption = readEncryption(states, sources);
  const stored = (state: string) =>
    encryption.filter(cluster => cluster.state === state).length;
  const [riskiest] = sources
    .flatMap(({ sourceId, access }) =>
      states.get(sourceId)?.retiredAt ? [] : access.riskiest ?? [],
    )
    .sort(
      (one, other) =>
        SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity) ||
        other.secrets - one.secrets,
    );
  return {
    asOf: facts.at,
    ...toScore(scoreOf(facts)),
    secrets: counts.total ?? 0,
    rotation: rotationOf(facts),
    encryption: {
      total: encryption.length,
      encrypted: stored('encrypted'),
      mixed: stored('mixed'),
      plaintext: stored('plaintext'),
      unknown: stored('unknown'),
    },
    certificates: {
      total: counts.served ?? 0,
      expiring: counts.expiring ?? 0,
      expired: counts.expired ?? 0,
    },
    findings: worstOf(counts, isOfWholeSources(request.filters ?? {})),
    ...(riskiest && { riskiestAccess: riskiest }),
    staleSources: sources.flatMap(({ sourceId }) => {
      const state = states.get(sourceId);
      return state?.stale
        ? [
            {
              id: sourceId,
              title: state.title,
              state: state.retiredAt ? 'retired' : state.state,
              since: state.retiredAt ?? state.stateSince,
            },
          ]
        : [];
    }),
  };
}

function rotationOf(facts: ComplianceFacts): ComplianceOverview['rotation'] {
  const { good, bad, unknown } = readTally(facts, 'rotation-in-period') ?? {
    good: 0,
    bad: 0,
    unknown: 0,
  };
  return {
    total: good + bad + unknown,
    inPeriod: good,
    overdue: bad,
    unknown,
  };
}
