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

import { useMemo } from 'react';
import { Alert, Button, Flex, Text, useBreakpoint } from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type Count,
  type ListedSecret,
  type SecretsSummaryFacets,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import {
  useCursorPages,
  useFolding,
  useResource,
  useStoredColumns,
  type FilterField,
  type Folding,
  type ListState,
} from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { ExportButton } from '../ExportButton';
import { ColumnPicker } from './ColumnPicker';
import {
  createColumns,
  SORT_FIELDS,
  type ColumnId,
  type SecretRow,
} from './columns';
import { FilterBar } from './FilterBar';
import { SearchBox } from './SearchBox';
import styles from './SecretsTable.module.css';

const PAGE_SIZE = 25;

interface SecretsTableProps {
  /** Whose choice of columns is kept: each kind of page has its own. */
  table: string;
  defaultColumns: readonly ColumnId[];
  entityRef?: string;
  list: ListState;
  facets: SecretsSummaryFacets | undefined;
  /** The environments to choose from. */
  environments?: Count[];
  filterFields: readonly FilterField[];
  revision: number;
  exportName: string;
  /** What to say where the permission is missing. */
  forbidden: string;
  /** Whether rows lead to where their values are replaced. */
  mayReplace?: boolean;
}

/** The secrets, a page at a time, sorted and filtered by the back end. */
export function SecretsTable(props: SecretsTableProps) {
  const { table, defaultColumns, entityRef, list, facets, revision } = props;
  const { mayReplace = false } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const [chosen, choose] = useStoredColumns(table, defaultColumns);

  const request = { entityRef, ...list.filter, orderBy: list.orderBy };
  const folding = useFolding();
  const requestKey = JSON.stringify(request);
  const pages = useCursorPages(requestKey);
  const page = useResource(
    `${requestKey} ${pages.cursor ?? ''}`,
    () =>
      api.listSecrets({
        ...request,
        grouped: entityRef !== undefined,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
    revision,
  );
  const columns = useMemo(
    () => createColumns(text, chosen, isNarrow, folding, mayReplace),
    [text, chosen, isNarrow, folding, mayReplace],
  );

  if (page.error && !page.value) {
    return (
      <ErrorState
        error={page.error}
        onRetry={page.retry}
        forbidden={props.forbidden}
      />
    );
  }

  const { items, totalItems = 0, nextCursor } = page.value ?? {};
  const totalRows = page.value?.totalGroups ?? totalItems;
  const from = pages.index * PAGE_SIZE + 1;
  const to = from + (items?.length ?? 0) - 1;
  return (
    <Flex direction="column" gap="3">
      <div className={styles.toolbar}>
        <SearchBox list={list} />
        <div className={styles.actions}>
          <ColumnPicker chosen={chosen} onChange={choose} />
          <ExportButton
            load={() => api.exportSecrets(request)}
            fileName={props.exportName}
          />
        </div>
        <FilterBar
          list={list}
          facets={facets}
          environments={props.environments ?? []}
          fields={props.filterFields}
        />
      </div>
      {page.error && (
        <Alert
          status="warning"
          icon
          title={t('table.refreshFailed', { message: page.error.message })}
        />
      )}
      <Table
        columnConfig={columns}
        data={items && rowsOf(items, folding)}
        isPending={page.isPending}
        isStale={page.isStale}
        sort={{
          descriptor: descriptorOf(list.orderBy),
          onSortChange: ({ column, direction }) =>
            list.setOrderBy(
              `${SORT_FIELDS[column as ColumnId]},${
                direction === 'descending' ? 'desc' : 'asc'
              }`,
            ),
        }}
        rowConfig={{ getHref: secret => secretLink({ id: secret.id }) }}
        emptyState={
          <Flex direction="column" gap="2" align="start">
            <Text>{t('table.noRows')}</Text>
            {list.isFiltered && (
              <Button
                size="small"
                variant="secondary"
                onPress={list.clearFilter}
              >
                {t('table.clear')}
              </Button>
            )}
          </Flex>
        }
        pagination={{
          type: 'page',
          pageSize: PAGE_SIZE,
          pageSizeOptions: [],
          offset: from - 1,
          totalCount: totalRows,
          hasNextPage: Boolean(nextCursor) && !page.isStale,
          hasPreviousPage: pages.index > 0,
          onNextPage: () => nextCursor && pages.next(nextCursor),
          onPreviousPage: pages.previous,
          getLabel: () =>
            [
              t('table.range', {
                from: String(Math.min(from, to)),
                to: String(to),
                total: String(totalRows),
              }),
              // One row may stand for several secrets.
              ...(totalRows === totalItems
                ? []
                : [t('sentence.secrets', { count: totalItems })]),
            ].join(' · '),
        }}
      />
    </Flex>
  );
}

function rowsOf(items: ListedSecret[], folding: Folding): SecretRow[] {
  return items.flatMap(({ copies, ...item }) => [
    { ...item, copies },
    ...(folding.isOpen(item.id)
      ? (copies ?? []).map(copy => ({ ...copy, isCopy: true }))
      : []),
  ]);
}

function descriptorOf(orderBy: string) {
  const [field, direction] = orderBy.split(',');
  const column = Object.entries(SORT_FIELDS).find(
    ([, sortField]) => sortField === field,
  )?.[0];
  return column
    ? {
        column,
        direction:
          direction === 'desc'
            ? ('descending' as const)
            : ('ascending' as const),
      }
    : null;
}
