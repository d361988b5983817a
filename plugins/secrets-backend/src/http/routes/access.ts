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
} from '../../access';
import { callerOf } from '../../app/callerOf';
import { toSecretSummary } from '../../app/convert';
import { requireSecret } from '../../app/requireSecret';
import { seesEntity, seesOwn, seesPortal } from '../../app/authorize';
import { readFilters } from '../readQuery';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

const PAGE = 50;

/** Who can reach secrets, by which path, and what they should have instead. */
export function addAccessRoutes(
  routes: AuthorizedRoutes,
  { accessAnswers, catalogGroups, scopes, store }: RouterOptions,
) {
  const eventId = 'access-fetch';

  routes.json('get /access/matrix', {
    event: ({ query: { entityRef } }) => ({
      eventId,
      meta: { queryType: 'matrix', entityRef },
    }),
    authorize: seesEntity,
    async run({ credentials, query }, { visibility }) {
      const matrix = await readMatrix(accessAnswers, {
        visibility,
        filters: readFilters(query),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
      });
      return {
        ...matrix,
        secrets: matrix.secrets.map(toSecretSummary),
        subjects: await catalogGroups.name(matrix.subjects, credentials),
      };
    },
  });

  routes.json('get /secrets/by-id/{id}/readers', {
    event: ({ params: { id } }) => ({
      eventId,
      meta: { queryType: 'readers', id },
    }),
    authorize: seesOwn,
    async run({ credentials, params: { id } }, { visibility }) {
      const secret = await requireSecret(store, id, visibility);
      const readers = await listReaders(accessAnswers, secret);
      return {
        ...readers,
        items: await catalogGroups.name(readers.items, credentials),
      };
    },
  });

  routes.json('get /access/path', {
    event: ({ query: { secretId, subject } }) => ({
      eventId,
      meta: { queryType: 'path', secretId, subject },
    }),
    authorize: seesOwn,
    async run({ query: { secretId, subject } }, { visibility }) {
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
    },
  });

  routes.json('get /access/recommendations', {
    event: ({ query: { entityRef } }) => ({
      eventId,
      meta: { queryType: 'recommendations', entityRef },
    }),
    authorize: seesEntity,
    async run({ credentials }, { visibility }) {
      const items = await recommendRoles(accessAnswers, {
        visibility,
        others: await scopes.secrets(credentials),
        seesAll: await scopes.seesAll(credentials),
      });
      return { items };
    },
  });

  routes.json('get /access/reach', {
    event: ({ query: { sourceId, start } }) => ({
      eventId,
      meta: { queryType: 'reach', sourceId, start },
    }),
    authorize: seesOwn,
    async run({ credentials, query }, { visibility }) {
      const { sourceId, start, cursor, limit = PAGE } = query;
      requireStart('start', start);
      const { items, subject, ...reach } = await readReach(accessAnswers, {
        visibility,
        sourceId,
        start,
        cursor,
        limit,
      });
      const [named] = await catalogGroups.name([subject], credentials);
      return {
        ...reach,
        subject: named,
        seesAll: await scopes.seesAll(credentials),
        items: items.map(({ secret, ...item }) => ({
          ...item,
          secret: toSecretSummary(secret),
        })),
      };
    },
  });

  routes.json('get /access/subjects', {
    event: () => ({ eventId, meta: { queryType: 'subjects' } }),
    authorize: seesPortal,
    async run({ credentials, query: { sourceId, limit = PAGE } }) {
      const query = { sourceIds: sourceId, limit };
      const ranked = await rankSubjects(accessAnswers, query);
      return {
        ...ranked,
        items: await catalogGroups.name(ranked.items, credentials),
      };
    },
  });

  routes.json('get /access/grants', {
    event: () => ({ eventId, meta: { queryType: 'grants' } }),
    authorize: seesPortal,
    async run({ credentials, query: { sourceId, cursor, limit = PAGE } }) {
      const query = { sourceIds: sourceId, cursor, limit };
      const ranked = await rankGrants(accessAnswers, query);
      return {
        ...ranked,
        items: await catalogGroups.nameWho(ranked.items, credentials),
      };
    },
  });

  routes.json('get /access/namespaces', {
    event: () => ({ eventId, meta: { queryType: 'namespaces' } }),
    authorize: seesPortal,
    async run({ credentials, query: { sourceId, cursor, limit = PAGE } }) {
      const query = { sourceIds: sourceId, cursor, limit };
      const ranked = await rankNamespaces(accessAnswers, query);
      return {
        ...ranked,
        items: await catalogGroups.nameWho(ranked.items, credentials),
      };
    },
  });

  routes.json('get /access/risks', {
    event: () => ({ eventId, meta: { queryType: 'risks' } }),
    authorize: seesPortal,
    async run(
      { credentials, query: { sourceId, cursor, limit = PAGE } },
      { visibility },
    ) {
      const query = { visibility, sourceIds: sourceId, cursor, limit };
      const ranked = await rankRisks(accessAnswers, query);
      return {
        ...ranked,
        items: await catalogGroups.nameSubject(ranked.items, credentials),
      };
    },
  });

  routes.json('post /access/what-if', {
    event: ({ body: { sourceId } }) => ({
      eventId,
      // What is asked about stays out: somebody may paste a Secret.
      meta: { queryType: 'what-if', sourceId },
    }),
    authorize: seesPortal,
    async run({ credentials, body }, { visibility }) {
      const { sourceId, manifests, deletions } = body;
      const answer = await whatIf(accessAnswers, {
        visibility,
        caller: callerOf(credentials),
        sourceId,
        manifests,
        deletions,
      });
      return {
        ...answer,
        subjects: await catalogGroups.name(answer.subjects, credentials),
      };
    },
    describe: ({ objects, totalSubjects }) => ({
      objects: objects.length,
      subjects: totalSubjects,
    }),
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
