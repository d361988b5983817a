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
import { audited } from '../../app/audited';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

/** What an entity claims, for those who can do something about it. */
export function addClaimRoutes(router: SecretsRouter, options: RouterOptions) {
  const { access, auditor, httpAuth, relink, scopes, store } = options;

  router.get('/claims', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'claim-list',
      request: req as any,
      meta: { entityRef },
    };
    const answer = await audited(auditor, event, async () => {
      const entity = await scopes.readEntity(credentials, entityRef);
      const isBeyond = await scopes.mayLookBeyond(credentials);
      if (!isBeyond && !(await scopes.owns(credentials, entity))) {
        throw new NotAllowedError('Only its owners see what an entity claims');
      }
      const origin = originOf(entity);
      // A policy may hide some secrets, or all, from the owners too.
      const visibility = await scopes.secrets(credentials, entityRef);
      const isNarrowed = await scopes.isNarrowed(credentials);
      const items = await listClaims(
        { access, store },
        entity,
        isNarrowed ? visibility : undefined,
      );
      const isHeld = items.some(({ status }) => status === 'held');
      // Who comes under a name that is gone is not told whose it was.
      const hold = isHeld && isBeyond ? await readHold(origin) : undefined;
      return { items, ...(hold ? { hold } : {}) };
    });
    res.json(answer);
  });

  router.post('/claims/confirm', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef, ownerRefs, location } = req.body;
    const event = {
      eventId: 'claim-confirm',
      request: req as any,
      severityLevel: 'medium' as const,
      meta: { entityRef, ownerRefs, ...(location ? { location } : {}) },
    };
    await audited(
      auditor,
      event,
      async () => {
        await scopes.require(credentials, claimConfirmPermission, {
          beyond: true,
        });
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
      before => ({ before: before ? described(before) : null }),
    );
    (res as any).status(204).end();
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
