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
import { Cell, Link, Text, useTable, type ColumnConfig } from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type RankedSubject } from '@keyward/backstage-plugin-secrets-common';
import { useFolding } from '../../hooks';
import { accessRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { SubjectName, subjectKind } from '../Access';
import { TextCell } from '../TextCell';
import { UnfoldButton } from '../UnfoldButton';
import { groupSubjects, type SubjectRow } from './groupSubjects';

const PAGE_SIZE = 20;

interface SubjectsTableProps {
  subjects: RankedSubject[];
}

/** Subjects by the number of Secrets that they may read, one row for all clusters of each. */
export function SubjectsTable(props: SubjectsTableProps) {
  const { subjects } = props;
  const { t, rights } = useSecretsText();
  const access = useRouteRef(accessRouteRef)();
  const folding = useFolding();
  const rows = useMemo(
    () => groupSubjects(subjects, folding),
    [subjects, folding],
  );
  const { tableProps } = useTable<SubjectRow>({
    mode: 'complete',
    data: rows,
    paginationOptions: {
      type: rows.length > PAGE_SIZE ? 'page' : 'none',
      pageSize: PAGE_SIZE,
      pageSizeOptions: [],
    },
  });
  const columns: ColumnConfig<SubjectRow>[] = [
    {
      id: 'subject',
      label: t('access.who'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={<SubjectName subject={row} />}
          description={subjectKind(t, row)}
          isStrong
          isIndented={row.isCopy}
        >
          {row.clusters > 1 && (
            <UnfoldButton
              isOpen={folding.isOpen(row.id)}
              label={t('table.clusters', { count: row.clusters })}
              description={t('table.unfold', {
                name: row.name,
                count: row.clusters,
              })}
              onToggle={() => folding.toggle(row.id)}
            />
          )}
        </TextCell>
      ),
    },
    {
      id: 'cluster',
      label: t('access.cluster'),
      cell: row => (
        <TextCell
          title={
            row.clusters > 1
              ? t('table.clusters', { count: row.clusters })
              : row.sourceTitle
          }
        />
      ),
    },
    {
      id: 'secrets',
      label: t('access.secrets'),
      cell: row => (
        <TextCell
          title={String(row.secrets)}
          description={t('access.namespaces', { count: row.namespaces })}
        />
      ),
    },
    {
      id: 'kinds',
      label: t('access.rights'),
      cell: row => (
        <Cell>
          <Text variant="body-small">
            {[
              ...rights(row.kinds),
              ...(row.isTooMany ? [t('access.tooMany')] : []),
            ].join(t('separator'))}
          </Text>
        </Cell>
      ),
    },
    {
      id: 'risk',
      label: t('access.ifCompromised'),
      cell: row => (
        <Cell>
          <Link
            href={`${access}?${new URLSearchParams({
              source: row.sourceId,
              start: row.subject,
            })}`}
          >
            {row.clusters > 1
              ? t('access.showAtRiskIn', { cluster: row.sourceTitle })
              : t('access.showAtRisk')}
          </Link>
        </Cell>
      ),
    },
  ];
  return (
    <Table
      columnConfig={columns}
      {...tableProps}
      emptyState={<Text>{t('access.nobody')}</Text>}
    />
  );
}
