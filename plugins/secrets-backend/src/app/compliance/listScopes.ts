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
  evaluateFrameworks,
  type ComplianceScope,
  scoreOf,
} from '@keyward/compliance';
import { NotFoundError } from '@backstage/errors';
import { parseEntityRef } from '@backstage/catalog-model';
import type { ComplianceScopeRow } from '../../schema/openapi/generated/models';
import { type Counts, dayOf, loadDay } from '../../store/compliance';
import { CursorTable } from '../../store/common/CursorTable';
import { NO_ENVIRONMENT } from '../../store/environments/findPlaces';
import {
  isOfWholeSources,
  type SourceStates,
} from '../../store/inventory/secretFilters';
import { NO_OWNER } from '../../store/inventory/types';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import type { CountedSource } from './countSource';
import { loadStates } from './loadStates';
import { toScore } from './readCompliance';
import { countFilteredOrStored } from './readCounted';
import { type ScopeFacts, toFacts } from './readFacts';
import { scopeKey } from './scopeKey';
import { worstOf } from './worstOf';

const ORDER = 'compliance-scopes';
const BEFORE_MS = 30 * 86_400_000;
/** More than any score: what has none comes last. */
const NO_SCORE = 101;
const PARTS = 1000;

/** What scopes are asked for. */
export interface ScopesQuery
  extends Pick<ComplianceRequest, 'visibility' | 'filters' | 'environments'> {
  by: ComplianceScopeRow['kind'];
  /** The id of the framework whose controls are wanted. */
  framework?: string;
  cursor?: string;
  limit: number;
}

interface Scope extends Omit<ScopeFacts, 'states'> {
  ref: string;
  weight: number;
}

/** Teams, systems, clusters or environments, the lowest score first. */
export async function listScopes(
  options: ComplianceOptions,
  query: ScopesQuery,
): Promise<{
  items: ComplianceScopeRow[];
  totalItems: number;
  nextCursor?: string;
}> {
  const { knex, loaded, now = Date.now } = options;
  const { framework, cursor, limit } = query;
  if (framework && !loaded.frameworks.some(({ id }) => id === framework)) {
    throw new NotFoundError('No framework with this id');
  }
  const table = new CursorTable({
    order: ORDER,
    types: ['number', 'string'],
    cursor,
    limit,
  });
  const states = await loadStates(options);
  const scopes = await readScopes(options, states, query);
  const placeOf = ({ weight, ref }: Scope) => [weight, ref];
  const { items: page, nextCursor } = table.page(
    scopes
      .filter(scope => table.isAfter(placeOf(scope)))
      .sort((one, other) => table.compare(placeOf(one), placeOf(other))),
    placeOf,
  );
  const before = await loadDay(
    knex,
    dayOf(now() - BEFORE_MS),
    page.map(({ facts }) => scopeKey(facts.scope)),
  );
  return {
    items: page.map(scope => ({
      ...toRow(scope, query, states),
      ...scoreBefore(before.get(scopeKey(scope.facts.scope))),
      controls: controlsOf(options, scope, framework),
    })),
    totalItems: scopes.length,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

async function readScopes(
  options: ComplianceOptions,
  states: SourceStates,
  { by, visibility, filters, environments }: ScopesQuery,
): Promise<Scope[]> {
  const counted = await countFilteredOrStored(options, states, {
    visibility,
    filters,
    environments,
    by,
  });
  const wanted = {
    team: filters?.owners,
    system: filters?.systems,
    environment: environments,
    cluster: undefined,
  }[by];
  const parts = new Map<string, (CountedSource & { counts: Counts })[]>();
  for (const source of counted) {
    for (const { kind, ref, counts } of source.scopes) {
      const isCluster = by === 'cluster' && kind === 'portal';
      if (
        isCluster ||
        (kind === by && (!wanted?.length || wanted.includes(ref)))
      ) {
        const key = isCluster ? source.sourceId : ref;
        parts.set(key, [...(parts.get(key) ?? []), { ...source, counts }]);
      }
    }
  }
  return [...parts].map(([ref, sources]): Scope => {
    const result = toFacts(
      { scope: scopeOf(by, ref), seesAll: true },
      states,
      sources,
    );
    const { score } = scoreOf(result.facts);
    // In parts of a point, as a cursor takes whole numbers alone.
    const weight = Math.round((score ?? NO_SCORE) * PARTS);
    return { ...result, ref, weight };
  });
}

function scopeOf(by: ScopesQuery['by'], ref: string): ComplianceScope {
  return by === 'environment'
    ? { kind: 'portal', ref: `environment:${ref}` }
    : { kind: by, ref };
}

function toRow(
  { facts, counts, ref }: Scope,
  { by: kind, filters }: ScopesQuery,
  states: SourceStates,
): Omit<ComplianceScopeRow, 'controls'> {
  return {
    kind,
    ref,
    title: titleOf(kind, ref, states),
    ...toScore(scoreOf(facts)),
    secrets: counts.total ?? 0,
    overdue: counts.overdue ?? 0,
    expiring: (counts.expiring ?? 0) + (counts.expired ?? 0),
    ...worstOf(counts, kind === 'cluster' && isOfWholeSources(filters ?? {})),
  };
}

function titleOf(
  kind: ScopesQuery['by'],
  ref: string,
  states: SourceStates,
): string {
  if (kind === 'cluster') {
    return states.get(ref)?.title ?? ref;
  }
  if (kind === 'environment') {
    return ref === NO_ENVIRONMENT ? 'No environment' : ref;
  }
  return ref === NO_OWNER ? 'No owner' : parseEntityRef(ref).name;
}

function scoreBefore(
  tallies: Parameters<typeof scoreOf>[0]['tallies'] | undefined,
) {
  const { score } = tallies
    ? toScore(scoreOf({ tallies }))
    : { score: undefined };
  return score === undefined ? {} : { scoreBefore: score };
}

function controlsOf(
  { checks, loaded }: ComplianceOptions,
  { facts }: Scope,
  framework: string | undefined,
): ComplianceScopeRow['controls'] {
  if (framework === undefined) {
    return [];
  }
  const { frameworks } = evaluateFrameworks(loaded.frameworks, checks, facts);
  const result = frameworks.find(each => each.framework === framework);
  return (result?.controls ?? []).map(({ control, verdict }) => ({
    id: control,
    verdict,
  }));
}
