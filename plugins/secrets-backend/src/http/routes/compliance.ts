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

import type { ComplianceScope } from '@keyward/compliance';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { audited } from '../../app/audited';
import {
  listEvidence,
  listScopes,
  readCompliance,
  readOverview,
  readTrend,
  scopeKey,
} from '../../app/compliance';
import { requirePortalWide } from '../../app/requirePortalWide';
import { scopesOf } from '../../app/scopesOf';
import { createFilterReaders } from '../createFilterReaders';
import { readOwners, readSystems } from '../readQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

const PAGE = 50;

/** The query parameters that the routes share. */
interface ScopeQuery {
  entityRef?: string;
  sourceId?: string[];
  owner?: string[];
  system?: string[];
  environment?: string[];
}

/** How services and the portal stand to frameworks of compliance. */
export function addComplianceRoutes(
  router: SecretsRouter,
  options: RouterOptions,
) {
  const { auditor, compliance, httpAuth, scopes } = options;
  const { placesOf } = createFilterReaders(options);

  router.get('/compliance', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'compliance-fetch',
      request: req as any,
      meta: { queryType: entityRef ? 'entity' : 'portal', entityRef },
    };
    const report = await audited(auditor, event, async () => {
      const request = await readRequest(credentials, req.query);
      const now = await readCompliance(compliance, request);
      return { ...now, trend: await trendOf(request, req.query) };
    });
    res.json(report);
  });

  router.get('/compliance/overview', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const event = {
      eventId: 'compliance-fetch',
      request: req as any,
      meta: { queryType: 'overview' },
    };
    const overview = await audited(auditor, event, async () => {
      const request = await readRequest(credentials, req.query);
      const now = await readOverview(compliance, request);
      return { ...now, trend: await trendOf(request, req.query) };
    });
    res.json(overview);
  });

  router.get('/compliance/scopes', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { by, framework, cursor, limit = PAGE } = req.query;
    const event = {
      eventId: 'compliance-fetch',
      request: req as any,
      meta: { queryType: 'scopes', by },
    };
    const page = await audited(auditor, event, async () => {
      const visibility = await requirePortalWide(scopes, credentials);
      return await listScopes(compliance, {
        visibility,
        filters: await filtersOf(req.query),
        environments: req.query.environment,
        by,
        framework,
        cursor,
        limit,
      });
    });
    res.json(page);
  });

  router.get('/compliance/evidence', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, check, verdict = 'fail' } = req.query;
    const { cursor, limit = PAGE } = req.query;
    const event = {
      eventId: 'compliance-fetch',
      request: req as any,
      meta: { queryType: 'evidence', entityRef, check },
    };
    const page = await audited(auditor, event, async () =>
      listEvidence(compliance, {
        ...(await readRequest(credentials, req.query)),
        check,
        verdict,
        cursor,
        limit,
      }),
    );
    res.json(page);
  });

  async function readRequest(
    credentials: BackstageCredentials,
    query: ScopeQuery,
  ) {
    const { entityRef } = query;
    const filters = await filtersOf(query);
    const { visibility, others } = entityRef
      ? await scopesOf(scopes, credentials, entityRef)
      : {
          visibility: await requirePortalWide(scopes, credentials),
          others: undefined,
        };
    return {
      scope: scopeOf(entityRef, filters),
      visibility,
      others,
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
