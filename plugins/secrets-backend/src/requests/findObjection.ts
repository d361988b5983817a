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

import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Refusal } from '@keyward/backstage-plugin-secrets-common';
import { confirmAnswer } from '../catalog';
import type { StoredRequest } from '../store/requests';
import type { Repositories } from './Repositories';

/**
 * Why a request may not be written where it says, as things are now: its entity is gone, or
 * a folder is no longer confirmed for it.
 */
export async function findObjection(
  {
    auth,
    catalog,
    repositories,
  }: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntityByRef'>;
    repositories: Repositories;
  },
  { entityRef, repository, branch, targets }: StoredRequest,
): Promise<Refusal | undefined> {
  const found = await catalog.getEntityByRef(entityRef, {
    credentials: await auth.getOwnServiceCredentials(),
  });
  if (!found) {
    return {
      code: 'entity-missing',
      reason: `The catalog no longer has ${entityRef}.`,
      remedy: 'Request it for the entity that took its place.',
    };
  }
  const entity = confirmAnswer(found, entityRef);
  const confirmed = await repositories.find(entity, { fresh: true });
  for (const path of new Set(targets.map(target => target.path))) {
    const place = confirmed.repositories.find(
      each =>
        each.repository === repository &&
        each.branch === branch &&
        each.path === path,
    );
    if (!place?.confirmedBy || place.refusal) {
      return (
        place?.refusal ?? {
          code: 'repository-unconfirmed',
          reason: `The folder ${path} of ${repository} is no longer confirmed for ${entityRef}.`,
          remedy: 'Have it confirmed again, and request it again.',
        }
      );
    }
  }
  return undefined;
}
