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

import { Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { LeaseTimes } from './LeaseTimes';
import { ServerCard } from './ServerCard';
import { VaultTables } from './VaultTables';
import styles from './VaultPage.module.css';

const MOST_SERVERS = 50;

/** Each Vault as a whole, its engines, and the roles by which workloads and databases use it. */
export function VaultPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const servers = useResource(
    'servers',
    () => api.listResources({ kind: ['vault-server'], limit: MOST_SERVERS }),
    revision,
  );
  if (servers.error && !servers.value) {
    return (
      <Container>
        <ErrorState
          error={servers.error}
          onRetry={servers.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!servers.value) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Skeleton width="24rem" height="1.75rem" />
          <Skeleton width="100%" height="12rem" />
        </Flex>
      </Container>
    );
  }
  const { items, totalItems } = servers.value;
  if (totalItems === 0) {
    return (
      <Container>
        <Text as="h2" variant="title-x-small">
          {t('vault.title')}
        </Text>
        <Text as="p">{t('vault.nothing')}</Text>
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('vault.sentence', {
            count: totalItems,
            found: String(items.filter(({ finding }) => finding).length),
          })}
        </Text>
        <div className={styles.cards}>
          {items.map(server => (
            <ServerCard key={server.id} server={server} />
          ))}
        </div>
        <LeaseTimes revision={revision} />
        <VaultTables revision={revision} />
      </Flex>
    </Container>
  );
}
