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

import { Cell, Text, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type RankedGrant } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { TextCell } from '../TextCell';
import { RankingTable } from './RankingTable';
import { SubjectNames } from './SubjectNames';

/** A role that may do everything would be a list of everything. */
const SHOWN_RIGHTS = 4;

interface GrantsTableProps {
  revision: number;
}

/** Bindings by how many Secrets they open to how many subjects. */
export function GrantsTable(props: GrantsTableProps) {
  const { revision } = props;
  const { t, rights } = useSecretsText();
  const api = useApi(secretsApiRef);
  const isNarrow = useBreakpoint().down('lg');
  const rightsOf = ({ kinds }: RankedGrant) =>
    [
      ...rights(kinds).slice(0, SHOWN_RIGHTS),
      ...(kinds.length > SHOWN_RIGHTS
        ? [t('access.ranking.more', { count: kinds.length - SHOWN_RIGHTS })]
        : []),
    ].join(t('separator'));
  const placeOf = ({ kind, namespace, sourceTitle }: RankedGrant) =>
    [
      namespace ? t('access.kindIn', { kind, namespace }) : kind,
      sourceTitle,
    ].join(' · ');
  const columns: ColumnConfig<RankedGrant>[] = [
    {
      id: 'binding',
      label: t('access.ranking.binding'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={row.name}
          description={
            isNarrow
              ? `${placeOf(row)} · ${row.role} · ${rightsOf(row)}`
              : placeOf(row)
          }
          isStrong
        />
      ),
    },
    {
      id: 'secrets',
      label: t('access.secrets'),
      cell: row => (
        <Cell>
          <Text as="div">{row.secrets}</Text>
          <Text as="div" variant="body-small" color="secondary">
            {t('access.ranking.direct', { count: row.direct })}
          </Text>
          <Text as="div" variant="body-small" color="secondary">
            {t('access.namespaces', { count: row.namespaces })}
          </Text>
        </Cell>
      ),
    },
    {
      id: 'subjects',
      label: t('access.ranking.opensTo'),
      cell: row => <SubjectNames subjects={row.who} total={row.subjects} />,
    },
  ];
  if (!isNarrow) {
    columns.splice(1, 0, {
      id: 'role',
      label: t('access.ranking.role'),
      cell: row => <TextCell title={row.role} description={rightsOf(row)} />,
    });
    columns.push({
      id: 'opens',
      label: t('access.ranking.opens'),
      cell: row => <TextCell title={String(row.secrets * row.subjects)} />,
    });
  }
  return (
    <RankingTable
      name="grants"
      load={request => api.listAccessGrants(request)}
      columns={columns}
      explanation={t('access.ranking.grantsMean')}
      empty={t('access.ranking.noGrants')}
      revision={revision}
    />
  );
}
