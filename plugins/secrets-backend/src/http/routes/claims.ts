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

import { ConflictError, NotAllowedError } from '@backstage/errors';
import {
  claimConfirmPermission,
  type ClaimHold,
} from '@keyward/backstage-plugin-secrets-common';
import type { EntityOrigin } from '../../store/inventory';
import { isAnother, isSameOrigin, listClaims, originOf } from '../../links';
import { mayBeyondOwn } from '../../app/authorize';
import type { RouterOptions } from '../RouterOptions';
import type { AuthorizedRoutes } from '../AuthorizedRoutes';

/** What an entity claims, for those who can do something about it. */
export function addClaimRoutes(
  routes: AuthorizedRoutes,
  { access, relink, scopes, store }: RouterOptions,
) {
  routes.json('get /claims', {
    event: ({ query: { entityRef } }) => ({
      eventId: 'claim-list',
      meta: { entityRef },
    }),
    async authorize(_, { credentials, entityRef }) {
      const entity = await scopes.readEntity(credentials, entityRef);
      const isBeyond = await scopes.mayLookBeyond(credentials);
      if (!isBeyond && !(await scopes.owns(credentials, entity))) {
        throw new NotAllowedError('Only its owners see what an entity claims');
      }
      // A policy may hide some secrets, or all, from the owners too.
      const visibility = await scopes.secrets(credentials, entityRef);
      const isNarrowed = await scopes.isNarrowed(credentials);
      return { entity, isBeyond, shown: isNarrowed ? visibility : undefined };
    },
    async run(_, { entity, isBeyond, shown }) {
      const origin = originOf(entity);
      const items = await listClaims({ access, store }, entity, shown);
      const isHeld = items.some(({ status }) => status === 'held');
      // Who comes under a name that is gone is not told whose it was.
      const hold = isHeld && isBeyond ? await readHold(origin) : undefined;
      return { items, ...(hold ? { hold } : {}) };
    },
  });

  routes.empty('post /claims/confirm', 204, {
    event: ({ body: { entityRef, ownerRefs, location } }) => ({
      eventId: 'claim-confirm',
      severityLevel: 'medium',
      meta: { entityRef, ownerRefs, ...(location ? { location } : {}) },
    }),
    authorize: mayBeyondOwn(claimConfirmPermission),
    async run({ credentials, body: { entityRef, ownerRefs, location } }) {
      const entity = await scopes.readEntity(credentials, entityRef);
      const now = originOf(entity);
      if (!isSameOrigin(now, { ...now, ownerRefs, location })) {
        throw new ConflictError(
          `${now.entityRef} has another owner or location by now; look at it again`,
        );
      }
      const before = await findRemembered(now);
      await store.trustEntity(now);
      await relink(entity);
      return before;
    },
    describe: before => ({ before: before ? described(before) : null }),
  });

  async function findRemembered({ entityRef }: EntityOrigin) {
    return (await store.findRemembered([entityRef])).get(entityRef);
  }

  async function readHold(now: EntityOrigin): Promise<ClaimHold | undefined> {
    const before = await findRemembered(now);
    return before && isAnother(now, before)
      ? { before: described(before), now: described(now) }
      : undefined;
  }
}

function described({ ownerRefs, location }: EntityOrigin) {
  return { ownerRefs, ...(location ? { location } : {}) };
}
