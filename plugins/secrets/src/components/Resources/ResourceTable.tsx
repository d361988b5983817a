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
import { Text, type ColumnConfig } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type Resource,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type SecretsRequest } from '../../api';
import { useCursorPages, useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { Table } from '../Table';

const PAGE_SIZE = 20;

interface ResourceTableProps {
  request: Pick<
    SecretsRequest<'listResources'>,
    'kind' | 'attribute' | 'namespace' | 'sourceId'
  >;
  columns: ColumnConfig<Resource>[];
  /** What is said where there are none. */
  empty: string;
  revision: number;
}

/** Resources of some kinds, a page at a time, those that fail first. */
export function ResourceTable(props: ResourceTableProps) {
  const { request, columns, empty, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const key = JSON.stringify(request);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listResources({ ...request, cursor: pages.cursor, limit: PAGE_SIZE }),
    revision,
  );
  if (page.error && !page.value) {
    return (
      <ErrorState
        error={page.error}
        onRetry={page.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  const nextCursor = page.value?.nextCursor;
  return (
    <Table
      columnConfig={columns}
      data={page.value?.items}
      isPending={page.isPending}
      isStale={page.isStale}
      emptyState={<Text>{empty}</Text>}
      pagination={
        nextCursor || pages.index > 0
          ? {
              type: 'page',
              pageSize: PAGE_SIZE,
              pageSizeOptions: [],
              hasNextPage: Boolean(nextCursor) && !page.isStale,
              hasPreviousPage: pages.index > 0,
              onNextPage: () => nextCursor && pages.next(nextCursor),
              onPreviousPage: pages.previous,
            }
          : { type: 'none' }
      }
    />
  );
}
