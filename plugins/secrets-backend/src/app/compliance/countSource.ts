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

import { type ClusterTallies, scoreParts, tallyClusters } from '../../access';
import {
  addCount,
  addCounts,
  countCells,
  type ComplianceQuery,
  type CountedCell,
  type Counts,
  countTransit,
  loadControlPlane,
  loadLinkedSecrets,
  loadOwnership,
} from '../../store/compliance';
import { groupBy } from '../../store/common/groups';
import { KUBERNETES } from '../../store/common/presence';
import { NO_ENVIRONMENT } from '../../store/environments/findPlaces';
import { loadCoverage } from '../../store/inventory/loadCoverage';
import {
  isOfWholeSources,
  type SourceStates,
} from '../../store/inventory/secretFilters';
import { NO_OWNER } from '../../store/inventory/types';
import type { ComplianceOptions } from './ComplianceOptions';
import { countOfModules } from './countOfModules';
import {
  judgeControlPlane,
  type JudgedControlPlane,
} from './judgeControlPlane';

/** What numbers are counted of within a source. */
export type CountedKind =
  | 'portal'
  | 'team'
  | 'system'
  | 'environment'
  | 'service';

/** The numbers of a scope in one source. */
interface ScopeCounts {
  kind: CountedKind;
  /** `*` for the portal. */
  ref: string;
  counts: Counts;
}

/** All that is counted of a source. */
export interface CountedSource {
  sourceId: string;
  /** ISO 8601 */
  countedAt: string;
  /** Whether all that may use its secrets is seen. */
  seesUses: boolean;
  /** Of a cluster as a whole: its rights, and its control plane. */
  access: ClusterTallies;
  /** Of a cluster alone. */
  controlPlane?: Pick<JudgedControlPlane, 'encryption' | 'missing'>;
  scopes: ScopeCounts[];
}

/** Counts a source once, for every scope that has something in it. */
export async function countSource(
  options: ComplianceOptions,
  states: SourceStates,
  sourceId: string,
): Promise<CountedSource> {
  const [counted] = await countFiltered(options, states, {
    visibility: { all: true },
    filters: { sourceIds: [sourceId] },
  });
  return counted;
}

/**
 * Counts what a filter selects, for every scope that has some of it. Sources without any
 * of it are left out, unless the filter names them alone.
 */
export async function countFiltered(
  options: ComplianceOptions,
  states: SourceStates,
  query: ComplianceQuery,
): Promise<CountedSource[]> {
  const { access, covering, environments, knex, now = Date.now } = options;
  const countedAt = new Date(now()).toISOString();
  const cells = await countCells(knex, states, query, {
    byEntities: true,
    covering,
    environments,
    now: countedAt,
  });
  const { filters = {} } = query;
  const { sourceIds } = filters;
  const bySource = groupBy(cells, cell => cell.sourceId);
  const concerned = isOfWholeSources(filters)
    ? [...states.keys()].filter(
        id => !sourceIds?.length || sourceIds.includes(id),
      )
    : [...bySource.keys()];
  const counted: CountedSource[] = [];
  for (const sourceId of concerned) {
    const own = bySource.get(sourceId) ?? [];
    const { kind = '' } = states.get(sourceId) ?? {};
    const isCluster = kind === KUBERNETES;
    if (isCluster) {
      await addAccess(access, sourceId, own);
    }
    const clusters = await tallyClusters(access, isCluster ? [sourceId] : []);
    const controlPlane = isCluster
      ? judgeControlPlane(sourceId, await loadControlPlane(knex, sourceId))
      : undefined;
    const coverage = await loadCoverage(knex, sourceId);
    const seesUses = coverage.observedSince !== undefined;
    const transit = isCluster
      ? await countTransit(
          knex,
          sourceId,
          access.graphs.systems,
          kindName => seesUses && coverage.isListed(kindName),
        )
      : {};
    const ownership = await loadOwnership(knex, sourceId);
    counted.push({
      sourceId,
      countedAt,
      seesUses,
      ...toCluster(
        {
          ...(await countOfModules(options, { id: sourceId, kind })),
          ...transit,
        },
        clusters.get(sourceId),
        controlPlane,
      ),
      scopes: sumScopes(own, ownership),
    });
  }
  return counted;
}

function toCluster(
  others: ClusterTallies['tallies'],
  access: ClusterTallies = { tallies: {} },
  controlPlane?: JudgedControlPlane,
): Pick<CountedSource, 'access' | 'controlPlane'> {
  const { tallies = {}, ...rest } = controlPlane ?? {};
  return {
    access: {
      ...access,
      tallies: { ...others, ...access.tallies, ...tallies },
    },
    ...(controlPlane && { controlPlane: rest as JudgedControlPlane }),
  };
}

/** Adds how many accesses there are to the secrets of each cell. */
async function addAccess(
  access: ComplianceOptions['access'],
  sourceId: string,
  cells: readonly CountedCell[],
) {
  const linked = await loadLinkedSecrets(access.knex, sourceId);
  const keyOf = (namespace: string, entities: string) =>
    `${namespace}\u0000${entities}`;
  const { parts, isKnown } = await scoreParts(
    access,
    sourceId,
    ({ namespace, name }) =>
      keyOf(namespace, linked.get(`${namespace}/${name}`) ?? ''),
  );
  for (const { namespace, entities, counts } of cells) {
    const score = parts.get(keyOf(namespace, entities));
    addCount(counts, 'granted', score?.granted ?? 0);
    addCount(counts, 'needed', score?.needed ?? 0);
    addCount(counts, 'rightsUnknown', isKnown ? 0 : 1);
  }
}

/** Adds cells up, for each scope that they are a part of once. */
function sumScopes(
  cells: readonly CountedCell[],
  ownership: Awaited<ReturnType<typeof loadOwnership>>,
): ScopeCounts[] {
  const scopes = new Map<string, ScopeCounts>();
  const add = (kind: CountedKind, ref: string, counts: Counts) => {
    const key = `${kind} ${ref}`;
    const scope = scopes.get(key) ?? { kind, ref, counts: {} };
    addCounts(scope.counts, counts);
    scopes.set(key, scope);
  };
  // A source without secrets has numbers too.
  add('portal', '*', {});
  for (const { entities, environment, counts } of cells) {
    add('portal', '*', counts);
    add('environment', environment ?? NO_ENVIRONMENT, counts);
    const owners = new Set<string>();
    const systems = new Set<string>();
    for (const ref of entities.split(' ').filter(Boolean)) {
      add('service', ref, counts);
      ownership.get(ref)?.owners.forEach(owner => owners.add(owner));
      ownership.get(ref)?.systems.forEach(system => systems.add(system));
    }
    for (const owner of owners.size > 0 ? owners : [NO_OWNER]) {
      add('team', owner, counts);
    }
    systems.forEach(system => add('system', system, counts));
  }
  return [...scopes.values()];
}
