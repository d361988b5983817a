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
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import {
  requestCreatePermission,
  secretSealPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { userOf } from '../../app/userOf';
import type { ScopeResolver } from '../../permissions';
import {
  checkTargets,
  findSealPlaces,
  findWorkloads,
  type FoundPlaces,
} from '../../requests';
import type { StoredDraft } from '../../store/requests';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

/** Where somebody may seal, and what they sealed. */
export function addSealRoutes(
  routes: AuthorizedRoutes,
  options: RouterOptions,
) {
  const { scopes } = options;
  const { drafts, repositories } = options.requests;

  routes.json('get /seal/targets', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'seal-targets',
      meta: { entityRef },
    }),
    async authorize(_, { credentials, entityRef }) {
      // First whether the entity is there to be seen, as with all that is asked of one.
      const entity = await scopes.readEntity(credentials, entityRef);
      await requirePerson(scopes, credentials, secretSealPermission);
      await requireOwned(scopes, credentials, entity);
      return entity;
    },
    async run({ credentials }, entity) {
      const [found, where] = await Promise.all([
        findPlacesFor(options, credentials, entity),
        repositories.find(entity),
      ]);
      return {
        places: found.places,
        repositories: where.repositories,
        refusals: [...found.refusals, ...where.refusals],
      };
    },
  });

  routes.json('get /seal/workloads', {
    event: ({ query: { entityRef, repository, branch, path } }) => ({
      eventId: 'seal-workloads',
      meta: { entityRef, repository, branch, path },
    }),
    async authorize(_, { credentials, entityRef }) {
      const entity = await scopes.readEntity(credentials, entityRef);
      await requirePerson(scopes, credentials, requestCreatePermission);
      await requireOwned(scopes, credentials, entity);
      return entity;
    },
    async run({ query: { repository, branch, path = '' } }, entity) {
      const { repositories: confirmed } = await repositories.find(entity);
      return await findWorkloads(
        options.requests.hostOf,
        { repository, branch, path },
        confirmed,
      );
    },
  });

  routes.json('post /drafts', {
    event: ({ body: { entityRef, targets } }) => ({
      eventId: 'draft-create',
      severityLevel: 'medium',
      meta: { entityRef, targets: targets.map(namesOf) },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, secretSealPermission),
    async run({ credentials, body: { entityRef, targets } }, by) {
      const entity = await scopes.readEntity(credentials, entityRef);
      await requireOwned(scopes, credentials, entity);
      const { places } = await findPlacesFor(options, credentials, entity);
      const { sealer } = options.requests;
      if (!sealer) {
        throw new NotFoundError('This portal has no module that seals');
      }
      checkTargets(targets, places, sealer);
      return await drafts.create({
        createdBy: by,
        entityRef: stringifyEntityRef(entity),
        targets,
      });
    },
    describe: ({ id }) => ({ id }),
  });

  routes.json('get /drafts/{id}', {
    event: ({ params: { id } }) => ({ eventId: 'draft-read', meta: { id } }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, secretSealPermission),
    async run({ params: { id } }, by) {
      const draft = await drafts.get(id, by);
      if (!draft) {
        throw unknownDraft();
      }
      return shownOf(draft);
    },
  });

  routes.empty('delete /drafts/{id}', 204, {
    event: ({ params: { id } }) => ({
      eventId: 'draft-delete',
      meta: { id },
    }),
    authorize: (_, { credentials }) =>
      requirePerson(scopes, credentials, secretSealPermission),
    async run({ params: { id } }, by) {
      if (!(await drafts.delete(id, by))) {
        throw unknownDraft();
      }
    },
  });
}

/** Where somebody may seal for an entity. */
export async function findPlacesFor(
  options: RouterOptions,
  credentials: BackstageCredentials,
  entity: Entity,
): Promise<FoundPlaces> {
  const { scopes } = options;
  return await findSealPlaces(
    { ...options, ...options.requests },
    entity,
    await scopes.secrets(credentials, stringifyEntityRef(entity)),
    new Date(),
  );
}

/** For people alone, who have a permission. Resolves to the ref of the one who asks. */
export async function requirePerson(
  scopes: Pick<ScopeResolver, 'require'>,
  credentials: BackstageCredentials,
  permission: BasicPermission,
): Promise<string> {
  const by = userOf(credentials);
  if (by === undefined) {
    throw new NotAllowedError('Only a person seals and requests values');
  }
  await scopes.require(credentials, permission);
  return by;
}

/**
 * As {@link requirePerson}, for what people have to do themselves: a plugin that acts with
 * the token of its user is refused too.
 */
export async function requireThemselves(
  scopes: Pick<ScopeResolver, 'require'>,
  credentials: BackstageCredentials,
  permission: BasicPermission,
): Promise<string> {
  const { actor } = credentials.principal as { actor?: object };
  if (actor) {
    throw new NotAllowedError(
      'Only a person does this, and no plugin in their name',
    );
  }
  return await requirePerson(scopes, credentials, permission);
}

/** @throws NotAllowedError for who does not own an entity, whatever else they see */
export async function requireOwned(
  scopes: ScopeResolver,
  credentials: BackstageCredentials,
  entity: Entity,
): Promise<void> {
  if (!(await scopes.owns(credentials, entity))) {
    throw new NotAllowedError('Only its owners seal values for an entity');
  }
}

/** What is told of a target: never what is sealed. */
function namesOf({
  sourceId,
  namespace,
  name,
}: {
  sourceId: string;
  namespace: string;
  name: string;
}) {
  return { sourceId, namespace, name };
}

function shownOf({ createdBy: _, ...draft }: StoredDraft) {
  return draft;
}

function unknownDraft(): NotFoundError {
  return new NotFoundError('No draft with this id, or not yours, or expired');
}
