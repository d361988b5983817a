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

import { findPlaces } from '../store/environments/findPlaces';
import type { FindingFilters } from '../store/findings/FindingsStore';
import type { SecretFilters } from '../store/inventory';
import type { RouterOptions } from './RouterOptions';
import { readFindingFilters } from './readFindingQuery';
import { readFilters } from './readQuery';

interface InEnvironments {
  environment?: string[];
}

/** Reads the filters of requests; an environment is the namespaces that belong to it. */
export function createFilterReaders({
  compliance: { environments, knex },
}: Pick<RouterOptions, 'compliance'>) {
  const placesOf = async ({ environment }: InEnvironments) =>
    environment?.length
      ? { places: await findPlaces(knex, environments, environment) }
      : {};
  return {
    placesOf,
    async secretFiltersOf(
      query: Parameters<typeof readFilters>[0] & InEnvironments,
    ): Promise<SecretFilters> {
      return { ...readFilters(query), ...(await placesOf(query)) };
    },
    async findingFiltersOf(
      query: Parameters<typeof readFindingFilters>[0] & InEnvironments,
    ): Promise<FindingFilters> {
      return { ...readFindingFilters(query), ...(await placesOf(query)) };
    },
  };
}
