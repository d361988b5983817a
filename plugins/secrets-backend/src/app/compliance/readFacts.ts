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
  addTallies,
  type ComplianceFacts,
  loseTally,
  type Tally,
} from '@keyward/compliance';
import { type ClusterTallies, tallyOwnAccess, tallyScore } from '../../access';
import {
  addCounts,
  countCells,
  type Counts,
  type SourceCounts,
  tallySecrets,
} from '../../store/compliance';
import { loadCoverage } from '../../store/inventory/loadCoverage';
import { isNarrow } from '../../store/inventory/applyVisibility';
import type { SourceStates } from '../../store/inventory/secretFilters';
import type { ComplianceOptions, ComplianceRequest } from './ComplianceOptions';
import type { CountedSource } from './countSource';
import { loadStates } from './loadStates';
import { readCounted } from './readCounted';

/** What is known of a scope, and from where. */
export interface ScopeFacts {
  facts: ComplianceFacts;
  /** What was counted of it in all sources together, but for retired ones. */
  counts: Counts;
  /** The sources that it has something in. */
  sources: CountedSource[];
  states: SourceStates;
}

/** What is known of a scope. */
export async function readFacts(
  options: ComplianceOptions,
  request: ComplianceRequest,
): Promise<ScopeFacts> {
  const states = await loadStates(options);
  return isNarrow(request.visibility)
    ? await readNarrow(options, states, request)
    : await readWide(options, states, request);
}

/** Facts of a scope, by what was counted of it in some sources. */
export function toFacts(
  { scope, seesAll }: Pick<ComplianceRequest, 'scope' | 'seesAll'>,
  states: SourceStates,
  counted: readonly (CountedSource & { counts: Counts })[],
): Omit<ScopeFacts, 'states'> {
  const sources = counted.map(
    ({ sourceId, counts, seesUses }): SourceCounts => ({
      source: { id: sourceId, stale: states.get(sourceId)?.stale ?? true },
      counts,
      seesUses,
    }),
  );
  const { tallies, ages } = tallySecrets(sources, { seesAll });
  const sum: Counts = {};
  // The pages behind these numbers do not show what a retired source has.
  sources
    .filter(({ source }) => !states.get(source.id)?.retiredAt)
    .forEach(({ counts }) => addCounts(sum, counts));
  // Rights over a whole cluster are told of clusters alone.
  const ofAccess = isOfSources(scope)
    ? addAccess(counted, states)
    : addOwnAccess(sources);
  return {
    facts: {
      scope,
      at: counted
        .map(({ countedAt }) => countedAt)
        .reduce((one, other) => (other < one ? other : one), '~'),
      tallies: Object.fromEntries([...tallies, ...ofAccess]),
      ages,
      ...(isOfSources(scope) && {
        encryption: counted.flatMap(({ sourceId, controlPlane }) =>
          controlPlane && states.get(sourceId)?.stale === false
            ? [controlPlane.encryption]
            : [],
        ),
      }),
    },
    counts: sum,
    sources: [...counted],
  };
}

/** Whether it is asked about clusters as a whole. */
export function isOfSources({ kind }: ComplianceRequest['scope']): boolean {
  return kind === 'portal' || kind === 'cluster';
}

async function readWide(
  options: ComplianceOptions,
  states: SourceStates,
  request: ComplianceRequest,
): Promise<ScopeFacts> {
  const { counted, kind, ref } = await readCounted(options, states, request);
  const found = counted.flatMap(source => {
    const scope = source.scopes.find(
      each => each.kind === kind && each.ref === ref,
    );
    return scope ? [{ ...source, counts: scope.counts }] : [];
  });
  const result = toFacts(request, states, found);
  return { ...result, facts: atNow(options, result.facts), states };
}

/** Few among many secrets: counted as they are asked for, with findings as the caller sees them. */
async function readNarrow(
  options: ComplianceOptions,
  states: SourceStates,
  request: ComplianceRequest,
): Promise<ScopeFacts> {
  const { access, covering, environments, knex, now = Date.now } = options;
  const countedAt = new Date(now()).toISOString();
  const cells = await countCells(knex, states, request, {
    byEntities: false,
    covering,
    environments,
    now: countedAt,
  });
  const bySource = new Map<string, Counts>();
  for (const { sourceId, counts } of cells) {
    const sum = bySource.get(sourceId) ?? {};
    addCounts(sum, counts);
    bySource.set(sourceId, sum);
  }
  const counted = [];
  for (const [sourceId, counts] of bySource) {
    const { observedSince } = await loadCoverage(knex, sourceId);
    counted.push({
      sourceId,
      countedAt,
      seesUses: observedSince !== undefined,
      access: { tallies: {} },
      scopes: [],
      counts,
    });
  }
  const result = toFacts(request, states, counted);
  const ofAccess = await tallyOwnAccess(access, states, {
    visibility: request.visibility,
    filters: request.filters,
    sourceIds: [...bySource.keys()],
  });
  const tallies = {
    ...result.facts.tallies,
    ...Object.fromEntries(ofAccess),
  };
  const facts = atNow(options, { ...result.facts, tallies });
  return { ...result, facts, states };
}

/** Nothing was counted where there is nothing. */
function atNow(
  { now = Date.now }: ComplianceOptions,
  facts: ComplianceFacts,
): ComplianceFacts {
  return facts.at === '~'
    ? { ...facts, at: new Date(now()).toISOString() }
    : facts;
}

function addAccess(
  counted: readonly { sourceId: string; access: ClusterTallies }[],
  states: SourceStates,
): [string, Tally][] {
  const told = counted.map(({ sourceId, access }) => ({
    ...access,
    isStale: states.get(sourceId)?.stale ?? true,
  }));
  const checks = new Set(told.flatMap(({ tallies }) => Object.keys(tallies)));
  return [...checks].map(check => [
    check,
    addTallies(
      told.flatMap(({ tallies, isStale }) => {
        const tally = tallies[check];
        return tally ? [isStale ? loseTally(tally) : tally] : [];
      }),
    ),
  ]);
}

/** Accesses to secrets of the scope, as far as they were counted. */
function addOwnAccess(sources: readonly SourceCounts[]): [string, Tally][] {
  const tallies = sources.flatMap(({ source, counts }) => {
    const { granted, needed, rightsUnknown } = counts;
    if (granted === undefined && rightsUnknown === undefined) {
      return [];
    }
    const tally = tallyScore(
      { granted: granted ?? 0, needed: needed ?? 0 },
      !rightsUnknown,
    );
    return [source.stale ? loseTally(tally) : tally];
  });
  return sources.length === 0 ? [] : [['least-privilege', addTallies(tallies)]];
}
