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
import { audited } from '../../app/audited';
import { toSecretDetail } from '../../app/convert';
import { createFilterReaders } from '../createFilterReaders';
import { readOrder } from '../readQuery';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';
import { scopesOf } from '../../app/scopesOf';
import { summariesOf, worstOf } from '../../app/summariesOf';

const PAGE = 50;

/** Lists, numbers, one secret and its history. */
export function addSecretRoutes(router: SecretsRouter, options: RouterOptions) {
  const { auditor, findings, httpAuth, scopes, store, usage } = options;
  const { secretFiltersOf } = createFilterReaders(options);

  router.get('/secrets', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, grouped, limit = PAGE, orderBy } = req.query;
    const event = {
      eventId: 'secret-list',
      request: req as any,
      meta: { queryType: 'list', entityRef },
    };
    const page = await audited(auditor, event, async () => {
      const { visibility, others } = await scopesOf(
        scopes,
        credentials,
        entityRef,
      );
      const found = await store.listSecrets({
        visibility,
        others,
        filters: await secretFiltersOf(req.query),
        orderBy: readOrder(orderBy),
        cursor,
        limit,
        withTotal: true,
        // Of the secrets of an entity there are few, of all too many to group them.
        grouped: grouped && entityRef !== undefined,
      });
      const all = found.items.flatMap(item => [item, ...(item.copies ?? [])]);
      const summaries = new Map(
        (await summariesOf(findings, all, others)).map(each => [each.id, each]),
      );
      return {
        ...found,
        items: found.items.map(({ id, copies }) => ({
          ...summaries.get(id)!,
          ...(copies
            ? { copies: copies.map(copy => summaries.get(copy.id)!) }
            : {}),
        })),
      };
    });
    res.json({
      items: page.items,
      totalItems: page.totalItems ?? page.items.length,
      totalGroups: page.totalGroups,
      nextCursor: page.nextCursor,
    });
  });

  router.get('/secrets/summary', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'secret-list',
      request: req as any,
      meta: { queryType: 'summary', entityRef },
    };
    const summary = await audited(auditor, event, async () =>
      store.summarizeSecrets({
        ...(await scopesOf(scopes, credentials, entityRef)),
        filters: await secretFiltersOf(req.query),
      }),
    );
    res.json(summary);
  });

  router.get('/secrets/by-id/:id', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId: 'secret-fetch',
      request: req as any,
      meta: { queryType: 'by-id', id },
    };
    const detail = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      const secret = await store.getSecret(id, visibility);
      if (!secret) {
        throw unknownSecret();
      }
      const worst = await findings.findWorst([id], visibility);
      return {
        ...toSecretDetail(
          secret,
          await store.findSameValues(id, visibility),
          usage,
        ),
        ...worstOf(worst.get(id)),
      };
    });
    res.json(detail);
  });

  router.get('/secrets/by-id/:id/history', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const { cursor, limit = PAGE } = req.query;
    const event = {
      eventId: 'secret-fetch',
      request: req as any,
      meta: { queryType: 'history', id },
    };
    const history = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      const page = await store.listHistory(id, { visibility, cursor, limit });
      if (!page) {
        throw unknownSecret();
      }
      return page;
    });
    res.json(history);
  });
}

/** The same for one that is not there and one that is somebody else's. */
function unknownSecret() {
  return new NotFoundError('No secret with this id, or not yours to see');
}
