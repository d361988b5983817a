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

import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntityOwnership } from '@backstage/plugin-catalog-react';
import { usePermission } from '@backstage/plugin-permission-react';
import { secretSealPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';

/**
 * Whether there is anywhere to seal values for an entity. The back end is asked only
 * for those whom it does not refuse: each refusal is in the audit log.
 */
export function useMaySeal(entity: Entity): boolean {
  const entityRef = stringifyEntityRef(entity);
  const api = useApi(secretsApiRef);
  const { allowed } = usePermission({ permission: secretSealPermission });
  const { loading, isOwnedEntity } = useEntityOwnership();
  const isLikely = allowed && !loading && isOwnedEntity(entity);
  const targets = useResource(`${entityRef} ${isLikely}`, async () =>
    isLikely ? await api.getSealTargets({ entityRef }) : undefined,
  );
  // Where no controller opens what is sealed, there is nothing to offer.
  return Boolean(
    targets.value?.places.some(({ controllers }) => controllers.length > 0),
  );
}
