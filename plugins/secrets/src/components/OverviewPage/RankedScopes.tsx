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
import {
  Cell,
  Flex,
  Link,
  Text,
  ToggleButton,
  ToggleButtonGroup,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  portalReadPermission,
  type ComplianceScopeRow,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeFilter } from '../../api';
import {
  findingsSearchOf,
  SCOPE_KIND_FIELDS,
  SCOPE_KINDS,
  searchOf,
  useCursorPages,
  useResource,
} from '../../hooks';
import {
  findingsRouteRef,
  inventoryRouteRef,
  rootRouteRef,
  rotationRouteRef,
} from '../../routes';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { ScopeScore } from './ScopeScore';
import styles from './OverviewPage.module.css';

const PAGE_SIZE = 10;

type Row = ComplianceScopeRow & { id: string };

interface RankedScopesProps {
  filter: ScopeFilter;
  revision: number;
}

/** Teams, or other scopes, the lowest score first; each number leads to its rows. */
export function RankedScopes(props: RankedScopesProps) {
  const { filter, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [by, setBy] = useState<ComplianceScopeRow['kind']>('team');
  const isNarrow = useBreakpoint().down('lg');
  const key = JSON.stringify([by, filter]);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listComplianceScopes({
        ...filter,
        by,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
    revision,
  );
  const columns = useColumns(filter, isNarrow);
  const nextCursor = page.value?.nextCursor;
  return (
    <section
      className={styles.ranking}
      aria-label={t(`compliance.scopes.${by}`)}
    >
      <Flex justify="between" align="center" gap="3" className={styles.heading}>
        <Text as="h3" variant="title-x-small">
          {t(`compliance.scopes.${by}`)}
        </Text>
        <ToggleButtonGroup
          aria-label={t('compliance.scopes.by')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[by]}
          onSelectionChange={keys =>
            setBy([...keys][0] as ComplianceScopeRow['kind'])
          }
        >
          {SCOPE_KINDS.map(kind => (
            <ToggleButton key={kind} id={kind} size="small">
              {t(`compliance.scopes.kind.${kind}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Flex>
      {page.error && !page.value ? (
        <ErrorState
          error={page.error}
          onRetry={page.retry}
          forbidden={t('compliance.forbidden.portal', {
            permission: portalReadPermission.name,
          })}
        />
      ) : (
        <Table
          columnConfig={columns}
          data={page.value?.items.map(row => ({ ...row, id: row.ref }))}
          isPending={page.isPending}
          isStale={page.isStale}
          emptyState={<Text>{t('compliance.scopes.none')}</Text>}
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
      )}
    </section>
  );
}

function useColumns(
  filter: ScopeFilter,
  isNarrow: boolean,
): ColumnConfig<Row>[] {
  const { t } = useSecretsText();
  const root = useRouteRef(rootRouteRef)();
  const findings = useRouteRef(findingsRouteRef)();
  const inventory = useRouteRef(inventoryRouteRef)();
  const rotation = useRouteRef(rotationRouteRef)();
  const scopeOfRow = ({ kind, ref }: Row): ScopeFilter => ({
    ...filter,
    [SCOPE_KIND_FIELDS[kind]]: [ref],
  });
  const nameOf = ({ ref, title }: Row) =>
    ref === 'none' ? t('compliance.scopes.nobody') : title;
  const link = (row: Row, count: number, what: string, href: string) => (
    <Link
      href={href}
      aria-label={t('compliance.scopes.rowsOf', { name: nameOf(row), what })}
    >
      {count}
    </Link>
  );
  const counted = (
    id: 'overdue' | 'expiring',
    search: (row: Row) => string,
  ): ColumnConfig<Row> => ({
    id,
    width: '1fr',
    label: t(`compliance.scopes.${id}`),
    cell: row => (
      <Cell>
        {link(
          row,
          row[id],
          `${row[id]} ${t(`compliance.scopes.${id}`)}`,
          `${rotation}${search(row)}`,
        )}
      </Cell>
    ),
  });
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'name',
      width: '2fr',
      label: t('compliance.scopes.name'),
      isRowHeader: true,
      cell: row => (
        <Cell>
          <Link href={`${root}${searchOf(scopeOfRow(row))}`}>
            {nameOf(row)}
          </Link>
        </Cell>
      ),
    },
    {
      id: 'score',
      width: '2fr',
      label: t('compliance.scopes.score'),
      cell: row => (
        <Cell>
          <ScopeScore row={row} />
        </Cell>
      ),
    },
    {
      id: 'findings',
      width: '2fr',
      label: t('compliance.scopes.findings'),
      cell: row => (
        <Cell>
          {(['critical', 'high'] as const).map((severity, index) => (
            <span key={severity}>
              {index > 0 && t('separator')}
              <Link
                href={`${findings}?${findingsSearchOf({
                  ...scopeOfRow(row),
                  severity: [severity],
                })}`}
                aria-label={t('compliance.scopes.rowsOf', {
                  name: nameOf(row),
                  what: t(`compliance.overview.${severity}`, {
                    count: row[severity],
                  }),
                })}
              >
                {t(`compliance.overview.${severity}`, { count: row[severity] })}
              </Link>
            </span>
          ))}
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.splice(
      2,
      0,
      {
        id: 'change',
        width: '1fr',
        label: t('compliance.scopes.change'),
        cell: row => <Cell>{changeText(row, t)}</Cell>,
      },
      {
        id: 'secrets',
        width: '1fr',
        label: t('compliance.scopes.secrets'),
        cell: row => (
          <Cell>
            {link(
              row,
              row.secrets,
              t('sentence.secrets', { count: row.secrets }),
              `${inventory}${searchOf(scopeOfRow(row))}`,
            )}
          </Cell>
        ),
      },
      counted('overdue', row => {
        const search = new URLSearchParams(searchOf(scopeOfRow(row)));
        search.set('rotation', 'overdue');
        return `?${search}`;
      }),
      counted('expiring', row => {
        const search = new URLSearchParams(searchOf(scopeOfRow(row)));
        search.set('expires', '30');
        return `?${search}#certificates`;
      }),
    );
  }
  return columns;
}

function changeText(
  { score, scoreBefore }: ComplianceScopeRow,
  t: ReturnType<typeof useSecretsText>['t'],
): string {
  if (score === undefined || scoreBefore === undefined) {
    return t('compliance.scopes.changeUnknown');
  }
  const points = String(Math.abs(score - scoreBefore));
  if (score === scoreBefore) {
    return t('compliance.scopes.changeNone');
  }
  return t(
    score > scoreBefore
      ? 'compliance.scopes.changeUp'
      : 'compliance.scopes.changeDown',
    { points },
  );
}
