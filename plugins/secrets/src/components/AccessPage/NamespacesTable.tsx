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

import { useBreakpoint, type ColumnConfig } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type RankedNamespace } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { TextCell } from '../TextCell';
import { RankingTable } from './RankingTable';
import { SubjectNames } from './SubjectNames';

interface NamespacesTableProps {
  revision: number;
}

type Row = RankedNamespace & { name?: string };

/** Namespaces by how many subjects reach their Secrets without a need. */
export function NamespacesTable(props: NamespacesTableProps) {
  const { revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const load = async (request: { cursor?: string; limit: number }) => {
    const page = await api.listAccessNamespaces(request);
    return { ...page, items: page.items.map(toRow) };
  };
  const isNarrow = useBreakpoint().down('lg');
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'namespace',
      label: t('access.ranking.namespace'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={row.name ?? row.id}
          description={[
            row.sourceTitle,
            ...(isNarrow
              ? [t('access.ranking.holds', { count: row.secrets })]
              : []),
          ].join(' · ')}
          isStrong
        />
      ),
    },
    {
      id: 'unneeded',
      label: t('access.ranking.unneeded'),
      cell: row => (
        <TextCell
          title={String(row.unneeded)}
          description={t('access.ranking.ofSubjects', {
            count: row.subjects,
          })}
        />
      ),
    },
    {
      id: 'who',
      label: t('access.who'),
      cell: row => <SubjectNames subjects={row.who} total={row.unneeded} />,
    },
  ];
  if (!isNarrow) {
    columns.splice(1, 0, {
      id: 'secrets',
      label: t('access.secrets'),
      cell: row => <TextCell title={String(row.secrets)} />,
    });
    columns.splice(3, 0, {
      id: 'outside',
      label: t('access.ranking.fromOutside'),
      cell: row => <TextCell title={String(row.fromOutside)} />,
    });
  }
  return (
    <RankingTable
      name="namespaces"
      load={load}
      columns={columns}
      explanation={t('access.ranking.namespacesMean')}
      empty={t('access.noSecrets')}
      revision={revision}
    />
  );
}

function toRow(namespace: RankedNamespace): Row {
  return { ...namespace, name: namespace.id };
}
