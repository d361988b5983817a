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

import { stringifyEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import { audited } from '../audited';
import {
  CALLERS,
  type RouterOptions,
  type SecretsRouter,
} from '../RouterOptions';

/** What an entity claims, for those who can do something about it. */
export function addClaimRoutes(router: SecretsRouter, options: RouterOptions) {
  const { auditor, httpAuth, scopes, store } = options;

  router.get('/claims', async (req, res) => {
    const credentials = await httpAuth.credentials(req, CALLERS);
    const { entityRef } = req.query;
    const event = {
      eventId: 'claim-list',
      request: req as any,
      meta: { entityRef },
    };
    const items = await audited(auditor, event, async () => {
      const entity = await scopes.readEntity(credentials, entityRef);
      const mine =
        (await scopes.owns(credentials, entity)) ||
        (await scopes.mayLookBeyond(credentials));
      if (!mine) {
        throw new NotAllowedError('Only its owners see what an entity claims');
      }
      return store.listClaims(stringifyEntityRef(entity));
    });
    res.json({ items });
  });
}
