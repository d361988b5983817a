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

import { InputError, NotFoundError } from '@backstage/errors';
import {
  listReaders,
  rankGrants,
  rankNamespaces,
  rankRisks,
  rankSubjects,
  REACH_START,
  readMatrix,
  readPath,
  readReach,
  recommendRoles,
  whatIf,
  type WhatIfAnswer,
} from '../../access';
import { audited } from '../../app/audited';
import { callerOf } from '../../app/callerOf';
import { toSecretSummary } from '../../app/convert';
import { readFilters } from '../readQuery';
import { requirePortalWide } from '../../app/requirePortalWide';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

const SECRETS = 50;
const SUBJECTS = 50;
const GRANTS = 50;
const NAMESPACES = 50;
const RISKS = 50;
const REACHED = 50;

/** Who can reach secrets, by which path, and what they should have instead. */
export function addAccessRoutes(router: SecretsRouter, options: RouterOptions) {
  const { accessAnswers, auditor, catalogGroups, httpAuth, scopes, store } =
    options;
  const eventId = 'access-fetch';

  router.get('/access/matrix', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, cursor, limit = SECRETS } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'matrix', entityRef },
    };
    const matrix = await audited(auditor, event, async () =>
      readMatrix(accessAnswers, {
        visibility: await scopes.secrets(credentials, entityRef),
        filters: readFilters(req.query),
        cursor,
        limit,
      }),
    );
    res.json({
      ...matrix,
      secrets: matrix.secrets.map(toSecretSummary),
      subjects: await catalogGroups.name(matrix.subjects, credentials),
    });
  });

  router.get('/secrets/by-id/:id/readers', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { id } = req.params;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'readers', id },
    };
    const readers = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      const secret = await store.getSecret(id, visibility);
      if (!secret) {
        throw new NotFoundError('No secret with this id, or not yours to see');
      }
      return await listReaders(accessAnswers, secret);
    });
    res.json({
      ...readers,
      items: await catalogGroups.name(readers.items, credentials),
    });
  });

  router.get('/access/path', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { secretId, subject } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'path', secretId, subject },
    };
    const path = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      requireStart('subject', subject);
      const secret = await store.getSecret(secretId, visibility);
      const found =
        secret && (await readPath(accessAnswers, secret, subject, visibility));
      if (!found) {
        throw new NotFoundError(
          'No such path, or to a secret that is not yours to see',
        );
      }
      return found;
    });
    res.json(path);
  });

  router.get('/access/recommendations', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'recommendations', entityRef },
    };
    const items = await audited(auditor, event, async () =>
      recommendRoles(accessAnswers, {
        visibility: await scopes.secrets(credentials, entityRef),
        others: await scopes.secrets(credentials),
        seesAll: await scopes.seesAll(credentials),
      }),
    );
    res.json({ items });
  });

  router.get('/access/reach', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, start, cursor, limit = REACHED } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'reach', sourceId, start },
    };
    const { items, ...reach } = await audited(auditor, event, async () => {
      const visibility = await scopes.secrets(credentials);
      requireStart('start', start);
      const query = { visibility, sourceId, start, cursor, limit };
      return {
        ...(await readReach(accessAnswers, query)),
        seesAll: await scopes.seesAll(credentials),
      };
    });
    res.json({
      ...reach,
      items: items.map(({ secret, ...item }) => ({
        ...item,
        secret: toSecretSummary(secret),
      })),
    });
  });

  router.get('/access/subjects', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, limit = SUBJECTS } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'subjects' },
    };
    const ranked = await audited(auditor, event, async () => {
      await requirePortalWide(scopes, credentials);
      return await rankSubjects(accessAnswers, { sourceIds: sourceId, limit });
    });
    res.json({
      ...ranked,
      items: await catalogGroups.name(ranked.items, credentials),
    });
  });

  router.get('/access/grants', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, cursor, limit = GRANTS } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'grants' },
    };
    const ranked = await audited(auditor, event, async () => {
      await requirePortalWide(scopes, credentials);
      const query = { sourceIds: sourceId, cursor, limit };
      return await rankGrants(accessAnswers, query);
    });
    res.json(ranked);
  });

  router.get('/access/namespaces', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, cursor, limit = NAMESPACES } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'namespaces' },
    };
    const ranked = await audited(auditor, event, async () => {
      await requirePortalWide(scopes, credentials);
      const query = { sourceIds: sourceId, cursor, limit };
      return await rankNamespaces(accessAnswers, query);
    });
    res.json(ranked);
  });

  router.get('/access/risks', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, cursor, limit = RISKS } = req.query;
    const event = {
      eventId,
      request: req as any,
      meta: { queryType: 'risks' },
    };
    const ranked = await audited(auditor, event, async () => {
      const visibility = await requirePortalWide(scopes, credentials);
      const query = { visibility, sourceIds: sourceId, cursor, limit };
      return await rankRisks(accessAnswers, query);
    });
    res.json(ranked);
  });

  router.post('/access/what-if', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { sourceId, manifests, deletions } = req.body;
    const event = {
      eventId,
      request: req as any,
      // What is asked about stays out: somebody may paste a Secret.
      meta: { queryType: 'what-if', sourceId },
    };
    const run = async () => {
      const visibility = await requirePortalWide(scopes, credentials);
      return await whatIf(accessAnswers, {
        visibility,
        caller: callerOf(credentials),
        sourceId,
        manifests,
        deletions,
      });
    };
    const describe = ({ objects, totalSubjects }: WhatIfAnswer) => ({
      objects: objects.length,
      subjects: totalSubjects,
    });
    res.json(await audited(auditor, event, run, describe));
  });
}

/** @throws InputError unless one can begin there */
function requireStart(parameter: string, place: string) {
  if (!REACH_START.test(place)) {
    throw new InputError(
      `${parameter} must be like u:USER, g:GROUP, pod:NAMESPACE/NAME or node:NAME`,
    );
  }
}
