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

import { useNavigate } from 'react-router-dom';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { requestsSearchOf, useEntityView } from '../../hooks';
import { requestRouteRef, requestsRouteRef } from '../../routes';
import { EntitySeal } from './EntitySeal';
import { EntitySecrets } from './EntitySecrets';

/**
 * The secrets of the entity whose page it stands on, with what may be done about them.
 *
 * @public
 */
export function EntitySecretsContent() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { view, replaced, open } = useEntityView();
  const navigate = useNavigate();
  const requests = useRouteRef(requestsRouteRef)();
  const requestLink = useRouteRef(requestRouteRef);
  const follow = ([first, ...others]: SecretRequest[]) =>
    navigate(
      others.length === 0
        ? requestLink({ id: first.id })
        : `${requests}${requestsSearchOf(entityRef)}`,
    );
  return view === 'seal' ? (
    <EntitySeal
      key={replaced}
      entityRef={entityRef}
      replacedId={replaced}
      onRequested={follow}
      onClose={() => open('secrets')}
    />
  ) : (
    <EntitySecrets entity={entity} onSeal={() => open('seal')} />
  );
}
