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

import { Flex, Text, type ColumnConfig, type TableItem } from '@backstage/ui';
import { Table } from '../Table';
import {
  portalReadPermission,
  type AccessUnknown,
} from '@keyward/backstage-plugin-secrets-common';
import { useCursorPages, useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { UnknownAccess } from '../Access';
import { ErrorState } from '../ErrorState';

const PAGE_SIZE = 20;

interface RankingTableProps<T> {
  name: string;
  load: (request: { cursor?: string; limit: number }) => Promise<{
    items: T[];
    nextCursor?: string;
    unknown: AccessUnknown[];
  }>;
  columns: ColumnConfig<T & TableItem>[];
  /** What the numbers mean. */
  explanation: string;
  empty: string;
  revision: number;
}

/** What is ranked, the most first, a page at a time. */
export function RankingTable<T extends { id: string; sourceId: string }>(
  props: RankingTableProps<T>,
) {
  const { name, load, columns, explanation, empty, revision } = props;
  const { t } = useSecretsText();
  const pages = useCursorPages(name);
  const page = useResource(
    `${name} ${pages.cursor ?? ''}`,
    () => load({ cursor: pages.cursor, limit: PAGE_SIZE }),
    revision,
  );
  if (page.error && !page.value) {
    return (
      <ErrorState
        error={page.error}
        onRetry={page.retry}
        forbidden={t('forbidden.list', {
          permission: portalReadPermission.name,
        })}
      />
    );
  }
  const nextCursor = page.value?.nextCursor;
  return (
    <Flex direction="column" gap="3">
      <Text color="secondary">{explanation}</Text>
      <UnknownAccess unknown={page.value?.unknown ?? []} />
      <Table
        columnConfig={columns}
        // The same may be in two clusters.
        data={page.value?.items.map(item => ({
          ...item,
          id: `${item.sourceId} ${item.id}`,
        }))}
        isPending={page.isPending}
        isStale={page.isStale}
        emptyState={<Text>{empty}</Text>}
        pagination={{
          type: 'page',
          pageSize: PAGE_SIZE,
          pageSizeOptions: [],
          hasNextPage: Boolean(nextCursor) && !page.isStale,
          hasPreviousPage: pages.index > 0,
          onNextPage: () => nextCursor && pages.next(nextCursor),
          onPreviousPage: pages.previous,
        }}
      />
    </Flex>
  );
}
