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

import { NotFoundError } from '@backstage/errors';
import { rotationImpactOf } from '@keyward/findings';
import { audited } from '../../app/audited';
import { toImpactFacts } from '../../app/convert';
import { createFilterReaders } from '../createFilterReaders';
import { readRotationStates } from '../readFindingQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

const PAGE = 50;
const DAY_MS = 86_400_000;

/** What has to be renewed and when, and what was. */
export function addRotationRoutes(
  router: SecretsRouter,
  options: RouterOptions,
) {
  const { auditor, compliance, findings, httpAuth, scopes, store } = options;
  const { findingFiltersOf } = createFilterReaders(options);

  router.get('/rotation/summary', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'summary', entityRef },
    };
    const summary = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials, entityRef);
      const filters = await findingFiltersOf(req.query);
      const numbers = await findings.summarizeRotation({ visibility, filters });
      const isFiltered = Object.values(filters).some(Boolean);
      // The numbers of a day were taken of whole entities and of the whole portal.
      const seesAll = await scopes.seesAll(credentials);
      const scope = entityRef ? { entityRef } : { all: true as const };
      const trend =
        isFiltered || !seesAll ? [] : await findings.listRotationTrend(scope);
      return { ...numbers, trend };
    });
    res.json(summary);
  });

  router.get('/rotation/keys', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, limit = PAGE, rotationState } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'keys', entityRef },
    };
    const page = await audited(auditor, event, async () =>
      findings.listRotationKeys({
        visibility: await scopes.secrets(credentials, entityRef),
        filters: {
          ...(await findingFiltersOf(req.query)),
          states: readRotationStates(rotationState),
        },
        cursor,
        limit,
        withTotal: true,
      }),
    );
    res.json({ ...page, totalItems: page.totalItems ?? page.items.length });
  });

  router.get('/rotation/calendar', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'calendar', entityRef },
    };
    res.json(
      await audited(auditor, event, async () =>
        findings.listCalendar({
          visibility: await scopes.secrets(credentials, entityRef),
          filters: await findingFiltersOf(req.query),
        }),
      ),
    );
  });

  router.get('/rotation/history', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, limit = PAGE } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'history', entityRef },
    };
    res.json(
      await audited(auditor, event, async () =>
        findings.listRotations({
          visibility: await scopes.secrets(credentials, entityRef),
          filters: await findingFiltersOf(req.query),
          cursor,
          limit,
        }),
      ),
    );
  });

  router.get('/certificates', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, expiresWithin, limit = PAGE } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'certificates', entityRef },
    };
    const page = await audited(auditor, event, async () =>
      findings.listCertificates({
        visibility: await scopes.secrets(credentials, entityRef),
        filters: await findingFiltersOf(req.query),
        ...(expiresWithin !== undefined && {
          endBefore: new Date(
            (compliance.now ?? Date.now)() + expiresWithin * DAY_MS,
          ).toISOString(),
        }),
        cursor,
        limit,
        withTotal: true,
      }),
    );
    res.json({ ...page, totalItems: page.totalItems ?? page.items.length });
  });

  router.get('/secrets/by-id/:id/rotation-impact', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId: 'secret-fetch',
      request: req as any,
      meta: { queryType: 'rotation-impact', id },
    };
    const steps = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      const secret = await store.getSecret(id, visibility);
      if (!secret) {
        throw new NotFoundError('No secret with this id, or not yours to see');
      }
      const same = await store.findSameValues(id, visibility);
      const sameOrigin = await store.findSameOrigin(id, visibility);
      return rotationImpactOf(toImpactFacts(secret, same, sameOrigin));
    });
    res.json({ steps });
  });
}
