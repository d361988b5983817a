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

import { Alert, Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type GetResourcesSummary200Response,
  type Resource,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { PartlyKnown } from '../PartlyKnown';
import { ClusterFilter, OperatorFilters } from './OperatorFilters';
import { OperatorCounts } from './OperatorCounts';
import { OperatorTable } from './OperatorTable';
import { RequestsByOwner } from './RequestsByOwner';
import { StoresTable } from './StoresTable';
import { type OperatorFilter, useOperatorFilter } from './useOperatorFilter';

/** What the module says where a credential keeps it from seeing something. */
const FORBIDDEN = ['external-secrets-forbidden'];

/** A store of one cluster is none of another. */
const NO_STORE = { store: undefined, namespace: undefined };

/** The stores of the External Secrets Operator, what reads from them, and what fails. */
export function ExternalSecretsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const { filter, change } = useOperatorFilter();
  const { cluster, store, namespace } = filter;
  const scope = cluster ? { sourceId: [cluster] } : {};
  const ofStore = {
    ...scope,
    ...(namespace ? { namespace: [namespace] } : {}),
    ...(store ? { attribute: [`stores:${store}`] } : {}),
  };
  const numbers = useResource(
    JSON.stringify([cluster, store, namespace]),
    async () => {
      const count = (
        kind: string,
        by: string[],
        request: typeof ofStore = scope,
      ) => api.getResourcesSummary({ ...request, kind: [kind], by });
      const [stores, all, shown, clusterWide, pushed] = await Promise.all([
        count('secret-store', ['health']),
        count('external-secret', ['state', 'isStale']),
        count('external-secret', ['state', 'cause', 'isStale'], ofStore),
        count('cluster-external-secret', []),
        count('push-secret', ['state'], ofStore),
      ]);
      return { stores, all, shown, clusterWide, pushed };
    },
    revision,
  );
  const secrets = useResource('clusters', () => api.getSecretsSummary({}));
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
  const { stores, all, shown, clusterWide, pushed } = numbers.value;
  const isNothing =
    stores.total + all.total + clusterWide.total + pushed.total === 0;
  const show = ({ name, namespace: place, sourceId }: Resource) =>
    change({
      kind: 'external-secret',
      cluster: sourceId,
      store: name,
      namespace: place || undefined,
      state: 'failing',
      cause: undefined,
    });
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {isNothing
            ? t('externalSecrets.title')
            : t('externalSecrets.sentence', {
                count: all.total,
                failing: String(countOf(all, 'state', 'failing')),
                stale: String(countOf(all, 'isStale', 'true')),
              })}
        </Text>
        {numbers.error && (
          <Alert
            status="warning"
            icon
            title={t('table.refreshFailed', { message: numbers.error.message })}
          />
        )}
        <PartlyKnown
          codes={FORBIDDEN}
          title={t('externalSecrets.partial')}
          sourceId={cluster}
        />
        <ClusterFilter
          value={cluster}
          clusters={secrets.value?.facets.source ?? []}
          onChange={value => change({ cluster: value, ...NO_STORE })}
        />
        {isNothing ? (
          <Text as="p">{t('externalSecrets.nothing')}</Text>
        ) : (
          <>
            <Text as="h3" variant="body-large" weight="bold">
              {t('externalSecrets.stores', {
                count: stores.total,
                failing: String(countOf(stores, 'health', 'failing')),
              })}
            </Text>
            <OperatorCounts cluster={cluster} revision={revision} />
            <StoresTable cluster={cluster} revision={revision} onShow={show} />
            <RequestsByOwner cluster={cluster} revision={revision} />
            <OperatorFilters
              filter={filter}
              totals={{
                'external-secret': shown.total,
                'cluster-external-secret': clusterWide.total,
                'push-secret': pushed.total,
              }}
              counts={countsOf(filter, { shown, pushed })}
              onChange={change}
            />
            <OperatorTable filter={filter} revision={revision} />
          </>
        )}
      </Flex>
    </Container>
  );
}

function countOf(
  { counts }: GetResourcesSummary200Response,
  attribute: string,
  value: string,
): number {
  return (
    counts.find(each => each.attribute === attribute && each.value === value)
      ?.count ?? 0
  );
}

function countsOf(
  { kind }: OperatorFilter,
  numbers: Record<'shown' | 'pushed', GetResourcesSummary200Response>,
) {
  switch (kind) {
    case 'external-secret':
      return numbers.shown.counts;
    case 'push-secret':
      return numbers.pushed.counts;
    default:
      return [];
  }
}
