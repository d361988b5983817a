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

import { useState } from 'react';
import { Alert, Container, Flex, Header, Skeleton } from '@backstage/ui';
import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { inventoryRouteRef, secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { ReplaceLink } from '../ReplaceLink';
import { SecretDetails } from './SecretDetails';

/** One secret: where its value comes from, who consumes it, what happened to it. */
export function SecretPage() {
  const { id } = useRouteRefParams(secretRouteRef);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const inventory = useRouteRef(inventoryRouteRef)();
  const revision = useRevision();
  const [changes, setChanges] = useState(0);
  const secret = useResource(
    id,
    () => api.getSecret({ id }),
    revision + changes,
  );

  if (secret.error && !secret.value) {
    return (
      <Container>
        <ErrorState
          error={secret.error}
          onRetry={secret.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!secret.value) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Skeleton width="20rem" height="2rem" />
          <Skeleton width="100%" height="14rem" />
        </Flex>
      </Container>
    );
  }
  const { name, namespace, sourceTitle, type } = secret.value;
  return (
    <>
      <Header
        title={name}
        description={[sourceTitle, namespace, type].filter(Boolean).join(' / ')}
        breadcrumbs={[{ label: t('secret.back'), href: inventory }]}
        customActions={<ReplaceLink secret={secret.value} />}
      />
      <Container>
        <Flex direction="column" gap="4">
          {secret.error && (
            <Alert
              status="warning"
              icon
              title={t('table.refreshFailed', {
                message: secret.error.message,
              })}
            />
          )}
          <SecretDetails
            secret={secret.value}
            revision={revision}
            onChanged={() => setChanges(count => count + 1)}
          />
        </Flex>
      </Container>
    </>
  );
}
