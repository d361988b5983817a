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
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import { findingUpdatePermission } from '@keyward/backstage-plugin-secrets-common';
import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { describeError } from '@keyward/backstage-plugin-secrets-node';
import { audited } from '../../app/audited';
import { createFilterReaders } from '../createFilterReaders';
import { readFindingOrder, readStateChange } from '../readFindingQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';
import { scopesOf } from '../../app/scopesOf';

const PAGE = 50;

/** Findings, and what was decided about them. */
export function addFindingRoutes(
  router: SecretsRouter,
  options: RouterOptions,
) {
  const { auditor, findings, httpAuth, scopes } = options;
  const { findingFiltersOf } = createFilterReaders(options);

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
        ...(await scopesOf(scopes, credentials, entityRef)),
        filters: await findingFiltersOf(req.query),
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
        ...(await scopesOf(scopes, credentials, entityRef)),
        filters: await findingFiltersOf(req.query),
      }),
    );
    const counts = (items: { value: string; count: number }[]) =>
      items.map(item => ({ ...item, attention: 0 }));
    res.json({
      ...summary,
      bySeverity: counts(summary.bySeverity),
      byRule: counts(summary.byRule),
      byOwner: counts(summary.byOwner),
      bySource: counts(summary.bySource),
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
      const by = await requireDecider(credentials);
      const visibility = await scopes.secrets(credentials);
      const change = readStateChange(req.body, new Date());
      const set = await findings.setFindingStates([id], visibility, {
        ...change,
        by,
      });
      if (set.unknown.length > 0) {
        throw unknownFinding();
      }
      if (set.resolved.length > 0) {
        throw resolvedFinding();
      }
      return await readFinding(credentials, id);
    });
    res.json(finding);
  });

  router.put('/findings/state', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const ids = [...new Set(req.body.ids)];
    const event = {
      eventId: 'finding-update',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { queryType: 'states', ids, state: req.body.state },
    };
    const run = async () => {
      const by = await requireDecider(credentials);
      const visibility = await scopes.secrets(credentials);
      const change = { ...readStateChange(req.body, new Date()), by };
      const set = await findings.setFindingStates(ids, visibility, change);
      const faults = new Map<string, Error>([
        ...set.unknown.map(id => [id, unknownFinding()] as const),
        ...set.resolved.map(id => [id, resolvedFinding()] as const),
      ]);
      return {
        changed: set.changed,
        failed: ids.flatMap(id => {
          const fault = faults.get(id);
          return fault ? [{ id, message: describeError(fault) }] : [];
        }),
      };
    };
    res.json(
      await audited(auditor, event, run, ({ changed, failed }) => ({
        changed,
        failed: failed.map(({ id }) => id),
      })),
    );
  });

  /** @throws unless it is a person who may decide about findings */
  async function requireDecider(credentials: BackstageCredentials) {
    const principal = credentials.principal as { type: string };
    if (principal.type !== 'user') {
      throw new NotAllowedError('Only a person decides about a finding');
    }
    await scopes.require(credentials, findingUpdatePermission);
    return (credentials as BackstageCredentials<BackstageUserPrincipal>)
      .principal.userEntityRef;
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

function resolvedFinding(): ConflictError {
  return new ConflictError('The finding is resolved already');
}

function unknownFinding(): NotFoundError {
  return new NotFoundError('No finding with this id, or not yours to see');
}
