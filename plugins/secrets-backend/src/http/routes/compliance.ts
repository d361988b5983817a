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
import { audited } from '../../app/audited';
import { readCompliance, readTrend, scopeKey } from '../../app/compliance';
import { requirePortalWide } from '../../app/requirePortalWide';
import { scopesOf } from '../../app/scopesOf';
import { createFilterReaders } from '../createFilterReaders';
import { readOwners, readSystems } from '../readQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

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
      const filters = {
        sourceIds: req.query.sourceId,
        owners: readOwners(req.query.owner),
        systems: readSystems(req.query.system),
        ...(await placesOf(req.query)),
      };
      const { visibility, others } = entityRef
        ? await scopesOf(scopes, credentials, entityRef)
        : {
            visibility: await requirePortalWide(scopes, credentials),
            others: undefined,
          };
      const scope = scopeOf(entityRef, filters);
      const seesAll = await scopes.seesAll(credentials);
      const now = await readCompliance(compliance, {
        scope,
        visibility,
        others,
        filters,
        seesAll,
      });
      // Days were counted of whole scopes, one at a time, and of all that is in them.
      const { places, ...refs } = filters;
      const given = Object.values({ entityRef, ...refs }).flat();
      const isKept = seesAll && !places && given.filter(Boolean).length <= 1;
      const trend = isKept ? await readTrend(compliance, scopeKey(scope)) : [];
      return { ...now, trend };
    });
    res.json(report);
  });
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
