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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ComplianceScope } from '@keyward/compliance';
import { seesEntityOrPortal, seesPortal } from '../../app/authorize';
import {
  listEvidence,
  listScopes,
  readCompliance,
  readOverview,
  readTrend,
  scopeKey,
} from '../../app/compliance';
import type { VisibilityFilter } from '../../store/inventory';
import { createFilterReaders } from '../createFilterReaders';
import { readOwners, readSystems } from '../readQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 50;

/** The query parameters that the routes share. */
interface ScopeQuery {
  entityRef?: string;
  sourceId?: string[];
  owner?: string[];
  system?: string[];
  environment?: string[];
}

interface Granted {
  visibility: VisibilityFilter;
  others?: VisibilityFilter;
}

/** How services and the portal stand to frameworks of compliance. */
export function addComplianceRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { compliance, scopes } = options;
  const { placesOf } = createFilterReaders(options);
  const eventId = 'compliance-fetch';

  routes.json('get /compliance', {
    event: ({ query: { entityRef } }) => ({
      eventId,
      meta: { queryType: entityRef ? 'entity' : 'portal', entityRef },
    }),
    authorize: seesEntityOrPortal,
    async run({ credentials, query }, granted) {
      const request = await requestOf(credentials, query, granted);
      const now = await readCompliance(compliance, request);
      return { ...now, trend: await trendOf(request, query) };
    },
  });

  routes.json('get /compliance/overview', {
    event: () => ({ eventId, meta: { queryType: 'overview' } }),
    authorize: seesPortal,
    async run({ credentials, query }, granted) {
      const request = await requestOf(credentials, query, granted);
      const now = await readOverview(compliance, request);
      return { ...now, trend: await trendOf(request, query) };
    },
  });

  routes.json('get /compliance/scopes', {
    event: ({ query: { by } }) => ({
      eventId,
      meta: { queryType: 'scopes', by },
    }),
    authorize: seesPortal,
    run: async ({ query }, { visibility }) =>
      listScopes(compliance, {
        visibility,
        filters: await filtersOf(query),
        environments: query.environment,
        by: query.by,
        framework: query.framework,
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      }),
  });

  routes.json('get /compliance/evidence', {
    event: ({ query: { entityRef, check } }) => ({
      eventId,
      meta: { queryType: 'evidence', entityRef, check },
    }),
    authorize: seesEntityOrPortal,
    run: async ({ credentials, query }, granted) =>
      listEvidence(compliance, {
        ...(await requestOf(credentials, query, granted)),
        check: query.check,
        verdict: query.verdict ?? 'fail',
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      }),
  });

  async function requestOf(
    credentials: BackstageCredentials,
    query: ScopeQuery,
    granted: Granted,
  ) {
    const filters = await filtersOf(query);
    return {
      ...granted,
      scope: scopeOf(query.entityRef, filters),
      filters,
      environments: query.environment,
      seesAll: await scopes.seesAll(credentials),
    };
  }

  async function filtersOf(query: ScopeQuery) {
    return {
      sourceIds: query.sourceId,
      owners: readOwners(query.owner),
      systems: readSystems(query.system),
      ...(await placesOf(query)),
    };
  }

  /** Days were counted of whole scopes, one at a time, and of all that is in them. */
  async function trendOf(
    { scope, seesAll }: { scope: ComplianceScope; seesAll: boolean },
    query: ScopeQuery,
  ) {
    const { entityRef, sourceId, owner, system, environment } = query;
    const given = [entityRef, sourceId, owner, system].flat().filter(Boolean);
    return seesAll && given.length <= 1 && !environment?.length
      ? await readTrend(compliance, scopeKey(scope))
      : [];
  }
}

/** What is asked about; of several filters the narrowest kind names it. */
function scopeOf(
  entityRef: string | undefined,
  filters: { sourceIds?: string[]; owners?: string[]; systems?: string[] },
): ComplianceScope {
  if (entityRef) {
    return { kind: 'service', ref: entityRef };
  }
  if (filters.systems?.length) {
    return { kind: 'system', ref: filters.systems.join(', ') };
  }
  if (filters.owners?.length) {
    return { kind: 'team', ref: filters.owners.join(', ') };
  }
  return filters.sourceIds?.length
    ? { kind: 'cluster', ref: filters.sourceIds.join(', ') }
    : { kind: 'portal', ref: '*' };
}
