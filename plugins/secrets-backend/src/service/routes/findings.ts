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

import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { findingUpdatePermission } from '@keyward/backstage-plugin-secrets-common';
import { rotationImpactOf } from '@keyward/model';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { audited } from '../audited';
import {
  readFindingFilters,
  readFindingOrder,
  readRotationStates,
  readStateChange,
} from '../readFindingQuery';
import { toImpactFacts } from '../convert';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

const PAGE = 50;

/** Findings, what was decided about them, and rotation. */
export function addFindingRoutes(
  router: SecretsRouter,
  options: RouterOptions,
) {
  const { auditor, findings, httpAuth, scopes, store } = options;

  router.get('/findings', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, limit = PAGE, orderBy } = req.query;
    const event = {
      eventId: 'finding-list',
      request: req as any,
      meta: { queryType: 'list', entityRef },
    };
    const page = await audited(auditor, event, async () =>
      findings.listFindings({
        ...(await visibilityOf(credentials, entityRef)),
        filters: readFindingFilters(req.query),
        orderBy: readFindingOrder(orderBy),
        cursor,
        limit,
        withTotal: true,
      }),
    );
    res.json({ ...page, totalItems: page.totalItems ?? page.items.length });
  });

  router.get('/findings/summary', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'finding-list',
      request: req as any,
      meta: { queryType: 'summary', entityRef },
    };
    const summary = await audited(auditor, event, async () =>
      findings.summarizeFindings({
        ...(await visibilityOf(credentials, entityRef)),
        filters: readFindingFilters(req.query),
      }),
    );
    const counts = (items: { value: string; count: number }[]) =>
      items.map(item => ({ ...item, attention: 0 }));
    res.json({
      ...summary,
      bySeverity: counts(summary.bySeverity),
      byRule: counts(summary.byRule),
      byOwner: counts(summary.byOwner),
    });
  });

  router.get('/findings/by-id/:id', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId: 'finding-fetch',
      request: req as any,
      meta: { queryType: 'by-id', id },
    };
    res.json(
      await audited(auditor, event, async () => readFinding(credentials, id)),
    );
  });

  router.put('/findings/by-id/:id/state', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId: 'finding-update',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { queryType: 'state', id, state: req.body.state },
    };
    const finding = await audited(auditor, event, async () => {
      const { principal } = credentials;
      if (principal.type !== 'user') {
        throw new NotAllowedError('Only a person decides about a finding');
      }
      await scopes.require(credentials, findingUpdatePermission);
      const visibility = await scopes.secrets(credentials);
      const change = readStateChange(req.body, new Date());
      const found = await findings.setFindingState(id, visibility, {
        ...change,
        by: principal.userEntityRef,
      });
      if (!found) {
        throw unknownFinding();
      }
      return await readFinding(credentials, id);
    });
    res.json(finding);
  });

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
      const filters = readFindingFilters(req.query);
      const numbers = await findings.summarizeRotation({ visibility, filters });
      const isFiltered = Object.values(filters).some(Boolean);
      const beyond = await scopes.mayLookBeyond(credentials);
      // The numbers of a day were taken of whole entities and of the whole portal.
      const scope = entityRef ? { entityRef } : { all: true as const };
      const trend =
        isFiltered || !beyond ? [] : await findings.listRotationTrend(scope);
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
          ...readFindingFilters(req.query),
          states: readRotationStates(rotationState),
        },
        cursor,
        limit,
        withTotal: true,
      }),
    );
    res.json({ ...page, totalItems: page.totalItems ?? page.items.length });
  });

  router.get('/certificates', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, limit = PAGE } = req.query;
    const event = {
      eventId: 'rotation-list',
      request: req as any,
      meta: { queryType: 'certificates', entityRef },
    };
    const page = await audited(auditor, event, async () =>
      findings.listCertificates({
        visibility: await scopes.secrets(credentials, entityRef),
        filters: readFindingFilters(req.query),
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
      return rotationImpactOf(toImpactFacts(secret, same));
    });
    res.json({ steps });
  });

  async function visibilityOf(
    credentials: BackstageCredentials,
    entityRef: string | undefined,
  ) {
    const visibility = await scopes.secrets(credentials, entityRef);
    return entityRef === undefined
      ? { visibility }
      : { visibility, others: await scopes.secrets(credentials) };
  }

  async function readFinding(credentials: BackstageCredentials, id: string) {
    const visibility = await scopes.secrets(credentials);
    const finding = await findings.getFinding(id, visibility);
    if (!finding) {
      throw unknownFinding();
    }
    return finding;
  }
}

function unknownFinding(): NotFoundError {
  return new NotFoundError('No finding with this id, or not yours to see');
}
