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

import type { Knex } from 'knex';
import type { Environments } from '../environments/Environments';
import { loadEnvironments } from '../environments/loadEnvironments';
import { type SourceStates, withoutRetired } from '../inventory/secretFilters';
import type { VisibilityFilter } from '../inventory/VisibilityFilter';
import { type Cell, Cells } from './cells';
import type { ComplianceQuery } from './ComplianceQuery';
import { countCertificates } from './countCertificates';
import { countFaults, countWorst } from './countFaults';
import { addCount } from './counts';
import { countPending } from './countPending';
import { countPlaces, countSecrets } from './countSecrets';
import { countConnections } from './countConnections';
import { countValues } from './countValues';

/** Secrets that count alike, and the environment of their namespace where that is known. */
export interface CountedCell extends Cell {
  environment?: string;
}

/** Counts all that checks about secrets need, by a fixed number of statements. */
export async function countCells(
  knex: Knex,
  sources: SourceStates,
  query: ComplianceQuery & { others?: VisibilityFilter },
  options: {
    byEntities: boolean;
    /** Rules whose findings stand for those of their victims. */
    covering?: readonly string[];
    environments: Environments;
    now: string;
  },
): Promise<CountedCell[]> {
  const cells = new Cells();
  const given = { ...options, covering: options.covering ?? [], cells };
  await Promise.all([
    countSecrets(knex, sources, query, given),
    countPlaces(knex, sources, query, given),
    countValues(knex, sources, query, given),
    countConnections(knex, sources, query, given),
    countFaults(knex, sources, query, given),
    // The page of findings shows none of retired sources, nor any that rests on these.
    countWorst(knex, withoutRetired(sources), query, given),
    countCertificates(knex, sources, query, given),
    countPending(knex, sources, query, given),
  ]);
  const placeOf = ({ sourceId, namespace }: Cell) => ({
    sourceId,
    sourceTitle: sources.get(sourceId)?.title,
    namespace,
  });
  const counted = cells.all();
  const environmentOf = await loadEnvironments(
    knex,
    options.environments,
    counted.map(placeOf),
  );
  return counted.map(cell => {
    const environment = environmentOf(placeOf(cell));
    if (environment !== undefined) {
      addCount(cell.counts, 'known', cell.counts.taken ?? 0);
    }
    return { ...cell, ...(environment !== undefined && { environment }) };
  });
}
