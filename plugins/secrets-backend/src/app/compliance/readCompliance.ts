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
  type ComplianceFacts,
  evaluateFrameworks,
  type FactSource,
  improvementsOf,
  scoreOf,
  type Verdict,
  valueAgeBounds,
} from '@keyward/compliance';
import type {
  ComplianceReport,
  ControlReport,
} from '../../schema/openapi/generated/models';
import { dayOf, loadDays } from '../../store/compliance';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import { fixOf } from './fixes';
import { describeProblem } from './loadFrameworks';
import { isOfSources, readFacts } from './readFacts';
import { readEncryption } from './readEncryption';

const DAY_MS = 86_400_000;
const TREND_DAYS = 90;

/** How a scope stands to all frameworks. */
export async function readCompliance(
  options: ComplianceOptions,
  request: ComplianceRequest,
): Promise<Omit<ComplianceReport, 'trend'>> {
  const { facts, sources, states } = await readFacts(options, request);
  return {
    ...toReport(options, facts),
    encryption: isOfSources(request.scope)
      ? readEncryption(states, sources)
      : [],
    frameworkProblems: request.seesAll
      ? options.loaded.problems.map(describeProblem)
      : [],
  };
}

/** How a scope stood on past days, the oldest first; the trend of at most 90 days. */
export async function readTrend(
  { knex, now = Date.now }: Pick<ComplianceOptions, 'knex' | 'now'>,
  scope: string,
): Promise<ComplianceReport['trend']> {
  const since = dayOf(now() - TREND_DAYS * DAY_MS);
  return (await loadDays(knex, scope, since)).map(({ day, tallies }) => ({
    day,
    ...toScore(scoreOf({ tallies })),
  }));
}

function toReport(
  { checks, loaded }: ComplianceOptions,
  facts: ComplianceFacts,
): Omit<ComplianceReport, 'trend' | 'encryption' | 'frameworkProblems'> {
  const { frameworks: results, checks: checked } = evaluateFrameworks(
    loaded.frameworks,
    checks,
    facts,
  );
  const missing = new Map<string, FactSource>();
  const { score, confidence, parts } = scoreOf(facts);
  const asked = [...checks.values()].map(check => {
    const result = checked.get(check.id)!;
    const fix = fixOf(check);
    if (result.missing) {
      missing.set(result.missing.id, result.missing);
    }
    return {
      id: check.id,
      title: check.title,
      remedy: check.remedy,
      rules: [...check.rules],
      verdict: result.verdict,
      evidence: result.evidence.map(({ refs, ...evidence }) => evidence),
      ...(result.missing && { missing: result.missing.id }),
      ...(fix && { fix }),
    };
  });
  return {
    scope: { ...facts.scope },
    asOf: facts.at,
    ...toScore({ score, confidence }),
    parts: parts.map(part => ({
      id: part.id,
      title: part.title,
      weight: part.weight,
      ...toScore(part),
    })),
    improvements: improvementsOf(facts).flatMap(({ gain, ...improvement }) => {
      const report = asked.find(({ id }) => id === improvement.check);
      return report
        ? [
            {
              ...improvement,
              title: report.title,
              text: report.evidence[0]?.text ?? report.title,
              remedy: report.remedy,
              gain: Math.round(gain * 10) / 10,
              ...(report.fix && { fix: report.fix }),
            },
          ]
        : [];
    }),
    checks: asked,
    missing: [...missing.values()].map(({ id, title, remedy }) => ({
      id,
      title,
      remedy,
    })),
    frameworks: results.map((result, index) => {
      const framework = loaded.frameworks[index];
      const byId = new Map(
        framework.controls.map(control => [control.id, control]),
      );
      return {
        id: framework.id,
        version: framework.version,
        title: framework.title,
        url: framework.url,
        counts: {
          pass: result.counts.pass,
          fail: result.counts.fail,
          unknown: result.counts.unknown,
          notApplicable: result.counts['not-applicable'],
        },
        controls: result.controls.map((judged): ControlReport => {
          const { control, verdict } = judged;
          const { id, title, asks, reference, remedy, ...rest } =
            byId.get(control)!;
          return {
            id,
            title,
            asks,
            reference: { ...reference },
            remedy,
            verdict: verdict satisfies Verdict,
            checks: [...rest.checks],
            restsOn: [...rest.restsOn],
            missing: judged.missing.map(source => source.id),
          };
        }),
      };
    }),
    ages: {
      bounds: [...valueAgeBounds],
      within: facts.ages?.within ?? valueAgeBounds.map(() => 0),
      older: facts.ages?.older ?? 0,
      unknown: facts.ages?.unknown ?? 0,
    },
  };
}

/** Rounded down: 100 is said of nothing less. */
export function toScore(given: { score?: number; confidence?: number }) {
  const down = (value: number) => Math.floor(value + 1e-9);
  return {
    ...(given.score !== undefined && { score: down(given.score) }),
    ...(given.confidence !== undefined && {
      confidence: down(given.confidence),
    }),
  };
}
