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
  type ComplianceCheck,
  type ComplianceFacts,
  type ComplianceScope,
  evaluateFrameworks,
  type FactSource,
  improvementsOf,
  scoreOf,
  type Verdict,
  valueAgeBounds,
} from '@keyward/compliance';
import type { Knex } from 'knex';
import { type AccessOptions, tallyAccess, tallyOwnAccess } from '../../access';
import type {
  ComplianceReport,
  ControlReport,
} from '../../schema/openapi/generated/models';
import {
  type ComplianceQuery,
  dayOf,
  loadDays,
  tallySecrets,
} from '../../store/compliance';
import type { Environments } from '../../store/environments/Environments';
import { loadSourceStates } from '../../store/inventory/sourceStates';
import type { VisibilityFilter } from '../../store/inventory';
import type { LoadedFrameworks } from './loadFrameworks';

const DAY_MS = 86_400_000;
const TREND_DAYS = 90;

/** What compliance is worked out with. */
export interface ComplianceOptions {
  access: AccessOptions;
  checks: ReadonlyMap<string, ComplianceCheck>;
  environments: Environments;
  knex: Knex;
  loaded: LoadedFrameworks;
  now?: () => number;
}

/** Of what compliance is asked, and by whom. */
export interface ComplianceRequest extends ComplianceQuery {
  scope: ComplianceScope;
  /** Of other secrets that findings rest on, where that is more than `visibility`. */
  others?: VisibilityFilter;
  /** Whether the caller sees all secrets. */
  seesAll: boolean;
}

/** How a scope stands to all frameworks. */
export async function readCompliance(
  options: ComplianceOptions,
  request: ComplianceRequest,
): Promise<Omit<ComplianceReport, 'trend'>> {
  return toReport(options, await readFacts(options, request));
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

/** What is known of a scope. */
export async function readFacts(
  { access, environments, knex, now = Date.now }: ComplianceOptions,
  request: ComplianceRequest,
): Promise<ComplianceFacts> {
  const at = now();
  const states = await loadSourceStates(knex, at);
  const isOfSources =
    ['portal', 'cluster'].includes(request.scope.kind) &&
    request.filters?.places === undefined;
  const { tallies, ages, sources } = await tallySecrets(
    knex,
    states,
    { ...request, isOfSources },
    { environments, now: new Date(at).toISOString() },
  );
  const sourceIds = sources.map(source => source.id);
  // Rights over a whole cluster are told of clusters alone.
  const ofAccess = isOfSources
    ? await tallyAccess(access, states, sourceIds)
    : await tallyOwnAccess(access, states, {
        visibility: request.visibility,
        filters: request.filters,
        sourceIds,
      });
  return {
    scope: request.scope,
    at: new Date(at).toISOString(),
    tallies: Object.fromEntries([...tallies, ...ofAccess]),
    ages,
  };
}

function toReport(
  { checks, loaded }: ComplianceOptions,
  facts: ComplianceFacts,
): Omit<ComplianceReport, 'trend'> {
  const results = evaluateFrameworks(loaded.frameworks, checks, facts);
  const missing = new Map<string, FactSource>();
  const { score, confidence, parts } = scoreOf(facts);
  const asked = [...checks.values()].map(check => {
    const result = check.evaluate(facts);
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
    improvements: improvementsOf(facts).map(({ gain, ...improvement }) => ({
      ...improvement,
      gain: Math.round(gain * 10) / 10,
    })),
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
        controls: result.controls.map(({ control, verdict }): ControlReport => {
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
function toScore(given: { score?: number; confidence?: number }) {
  const down = (value: number) => Math.floor(value + 1e-9);
  return {
    ...(given.score !== undefined && { score: down(given.score) }),
    ...(given.confidence !== undefined && {
      confidence: down(given.confidence),
    }),
  };
}
