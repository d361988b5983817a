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

import {
  Cell,
  Flex,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type RankedRisk } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { describeBinding, useSecretsText } from '../../text';
import { CopyCommand } from '../CopyCommand';
import { SeverityBadge } from '../Findings';
import { TextCell } from '../TextCell';
import { LeastPrivilege } from './LeastPrivilege';
import { RankingTable } from './RankingTable';
import styles from './AccessPage.module.css';

interface RisksTableProps {
  revision: number;
}

type Row = RankedRisk & { name?: string };

/** What is wrong with the rights of the clusters, and how close they are to the least. */
export function RisksTable(props: RisksTableProps) {
  const { revision } = props;
  const { t, risk } = useSecretsText();
  const remedyOf = ({ causes, reasons }: Row) =>
    causes.length > 0 && (
      <CopyCommand
        command={describeBinding(causes[0].binding)}
        subject={`${risk(reasons[0]?.kind ?? '')}: ${causes[0].binding}`}
      />
    );
  const api = useApi(secretsApiRef);
  const scores = useResource(
    'scores',
    () => api.listAccessRisks({ limit: 1 }),
    revision,
  );
  const isNarrow = useBreakpoint().down('lg');
  const subjectOf = ({ subject }: Row) => {
    if (!subject) {
      return t('none');
    }
    return subject.namespace
      ? `${subject.namespace} / ${subject.name}`
      : subject.name;
  };
  const causesOf = ({ causes, totalCauses }: Row) => [
    ...causes.slice(0, 1).map(({ binding, role }) => `${binding} → ${role}`),
    ...(totalCauses > 1
      ? [t('access.ranking.more', { count: totalCauses - 1 })]
      : []),
  ];
  const reachOf = (row: Row) =>
    row.secrets > 0
      ? [
          t('access.ranking.holds', { count: row.secrets }),
          t('access.namespaces', { count: row.namespaces }),
        ].join(' ')
      : t('access.risk.noneRead');
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'risk',
      label: t('access.risk.what'),
      width: '4fr',
      isRowHeader: true,
      cell: row => (
        <Cell>
          <ul className={styles.reasons}>
            {row.reasons.map(({ kind, severity, explanation }) => (
              <li key={kind}>
                <span className={styles.reason}>
                  <SeverityBadge severity={severity} />
                  <Text weight="bold">{risk(kind)}</Text>
                </span>
                {!isNarrow && (
                  <Text as="div" variant="body-small" color="secondary">
                    {explanation.replace(/`([^`]*)`/g, '“$1”')}
                  </Text>
                )}
              </li>
            ))}
          </ul>
          {isNarrow && (
            <Text as="div" variant="body-small" color="secondary">
              {[
                row.sourceTitle,
                subjectOf(row),
                ...causesOf(row),
                reachOf(row),
              ].join(' · ')}
            </Text>
          )}
          {isNarrow && remedyOf(row)}
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push(
      {
        id: 'subject',
        label: t('access.risk.who'),
        width: '2fr',
        cell: row => (
          <TextCell
            title={subjectOf(row)}
            description={[row.subject?.kind, row.sourceTitle]
              .filter(Boolean)
              .join(' · ')}
          />
        ),
      },
      {
        id: 'causes',
        label: t('access.risk.by'),
        width: '3fr',
        cell: row => (
          <Cell>
            {causesOf(row).map(cause => (
              <Text as="div" key={cause} variant="body-small">
                {cause}
              </Text>
            ))}
          </Cell>
        ),
      },
      {
        id: 'reach',
        label: t('access.secrets'),
        width: '2fr',
        cell: row => <TextCell title={reachOf(row)} />,
      },
      {
        id: 'remedy',
        label: t('remedy.title'),
        width: '2fr',
        minWidth: 180,
        cell: row => <Cell>{remedyOf(row)}</Cell>,
      },
    );
  }
  return (
    <Flex direction="column" gap="4">
      <RankingTable
        name="risks"
        load={request => api.listAccessRisks(request)}
        columns={columns}
        explanation={t('access.risk.mean')}
        empty={t('access.risk.nothing')}
        revision={revision}
      />
      <LeastPrivilege scores={scores.value?.scores ?? []} />
    </Flex>
  );
}
