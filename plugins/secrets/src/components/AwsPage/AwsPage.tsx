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
import { AccountCard } from './AccountCard';
import { AwsFilters } from './AwsFilters';
import { AwsSecretsTable } from './AwsSecretsTable';
import { AWS } from './aws';
import { useAwsFilter } from './useAwsFilter';
import styles from './AwsPage.module.css';

/** The accounts of AWS with their regions, and the secrets in them: what rotates them, who read them last, what gets their values. */
export function AwsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const { filter, change } = useAwsFilter();
  const numbers = useResource(
    'numbers',
    async () => {
      const [all, unsynced] = await Promise.all([
        api.getSecretsSummary({ sourceKind: AWS }),
        api.getSecretsSummary({ sourceKind: AWS, feeds: 'none' }),
      ]);
      return { all, unsynced };
    },
    revision,
  );
  if (numbers.error && !numbers.value) {
    return (
      <Container>
        <ErrorState
          error={numbers.error}
          onRetry={numbers.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!numbers.value) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Skeleton width="24rem" height="1.75rem" />
          <Skeleton width="100%" height="12rem" />
        </Flex>
      </Container>
    );
  }
  const { all, unsynced } = numbers.value;
  if (all.total === 0) {
    return (
      <Container>
        <Text as="h2" variant="title-x-small">
          {t('aws.title')}
        </Text>
        <Text as="p">{t('aws.nothing')}</Text>
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('aws.sentence', {
            count: all.total,
            attention: String(all.attention),
            unsynced: String(unsynced.total),
          })}
        </Text>
        <div className={styles.cards}>
          {all.facets.source.map(account => (
            <AccountCard
              key={account.value}
              account={account}
              revision={revision}
              onShow={place => change({ account: account.value, place })}
            />
          ))}
        </div>
        <AwsFilters
          filter={filter}
          accounts={all.facets.source}
          places={all.facets.namespace}
          unsynced={unsynced.total}
          onChange={change}
        />
        <AwsSecretsTable filter={filter} revision={revision} />
      </Flex>
    </Container>
  );
}
