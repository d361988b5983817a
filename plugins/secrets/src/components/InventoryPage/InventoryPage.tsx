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

import { Container, Flex } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { portalReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import {
  FILTER_FIELDS,
  useListState,
  useResource,
  useRevision,
} from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ClaimNamespaces } from '../ClaimNamespaces';
import { ErrorState } from '../ErrorState';
import { SecretsSentence } from '../SecretsSentence';
import { INVENTORY_COLUMNS, SecretsTable } from '../SecretsTable';
import { useEnvironmentCounts } from '../ScopeBar';
import { StaleSources } from '../StaleSources';
import { InventoryCounts } from './InventoryCounts';

/** All secrets that one may see, over all clusters. */
export function InventoryPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const list = useListState();
  const revision = useRevision();
  const inventory = useRouteRef(inventoryRouteRef)();
  const environments = useEnvironmentCounts();
  const summary = useResource(
    'portal',
    () => api.getSecretsSummary({}),
    revision,
  );
  const forbidden = t('forbidden.portal', {
    permission: portalReadPermission.name,
  });

  if (summary.error && !summary.value) {
    return (
      <Container>
        <ErrorState
          error={summary.error}
          onRetry={summary.retry}
          forbidden={forbidden}
        />
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        <SecretsSentence summary={summary.value} />
        <StaleSources sources={summary.value?.staleSources ?? []} />
        <ClaimNamespaces summary={summary.value} isFolded />
        {summary.value && summary.value.total > 0 && (
          <InventoryCounts summary={summary.value} inventory={inventory} />
        )}
        <SecretsTable
          table="inventory"
          defaultColumns={INVENTORY_COLUMNS}
          list={list}
          facets={summary.value?.facets}
          environments={environments}
          filterFields={FILTER_FIELDS}
          revision={revision}
          exportName="secrets.csv"
          forbidden={forbidden}
        />
      </Flex>
    </Container>
  );
}
