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
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useRequestsFilter } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { REQUEST_STATES, RequestsTable, useRequests } from '../Requests';
import { RequestsFilters } from './RequestsFilters';

const PAGE_SIZE = 20;

/** The requests of all services, as far as one may see them. */
export function RequestsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const { filter, isFiltered, change, clear } = useRequestsFilter();
  const [entityRef] = filter.entityRef;
  const key = JSON.stringify(filter);
  const pages = useCursorPages(key);
  const page = useRequests(`${key} ${pages.cursor ?? ''}`, () =>
    api.listRequests({
      ...filter,
      // A link may name states that there are not: the back end would refuse them.
      state: REQUEST_STATES.filter(state => filter.state.includes(state)),
      entityRef,
      cursor: pages.cursor,
      limit: PAGE_SIZE,
    }),
  );
  const nextCursor = page.value?.nextCursor;
  return (
    <Container>
      <Flex direction="column" gap="4">
        {page.value ? (
          <Text as="h2" variant="title-x-small">
            {t('requests.sentence', { count: page.value.totalItems })}
          </Text>
        ) : (
          page.isPending && <Skeleton width="24rem" height="1.75rem" />
        )}
        <RequestsFilters
          filter={filter}
          isFiltered={isFiltered}
          onChange={change}
          onClear={clear}
        />
        {page.error && page.value && (
          <Alert
            status="warning"
            icon
            title={t('table.refreshFailed', { message: page.error.message })}
          />
        )}
        {page.error && !page.value ? (
          <ErrorState
            error={page.error}
            onRetry={page.retry}
            forbidden={t('forbidden.list', {
              permission: secretReadPermission.name,
            })}
          />
        ) : (
          <RequestsTable
            data={page.value?.items}
            isPending={page.isPending}
            isStale={page.isStale}
            emptyState={
              <Text>
                {t(isFiltered ? 'requests.noneMatch' : 'requests.none')}
              </Text>
            }
            pagination={{
              type: 'page',
              pageSize: PAGE_SIZE,
              pageSizeOptions: [],
              hasNextPage: Boolean(nextCursor) && !page.isStale,
              hasPreviousPage: pages.index > 0,
              onNextPage: () => nextCursor && pages.next(nextCursor),
              onPreviousPage: pages.previous,
            }}
            withService
            onChanged={page.look}
          />
        )}
      </Flex>
    </Container>
  );
}
