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
import { Table } from '../Table';
import {
  type ComplianceEncryption,
  type ComplianceVerdict,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { plainCode, VerdictBadge } from '../Compliance';
import { CopyCommand } from '../CopyCommand';
import { TextCell } from '../TextCell';
import styles from './CompliancePage.module.css';

const REWRITE =
  'kubectl get secrets --all-namespaces -o json | kubectl replace -f -';

const VERDICTS: Record<ComplianceEncryption['state'], ComplianceVerdict> = {
  encrypted: 'pass',
  mixed: 'fail',
  plaintext: 'fail',
  unknown: 'unknown',
};

const ORDER = ['plaintext', 'mixed', 'unknown', 'encrypted'];

interface EncryptionTableProps {
  clusters: ComplianceEncryption[];
}

type Row = ComplianceEncryption & { id: string };

/** How each cluster stores its Secrets, how that is known and what to do, the worst first. */
export function EncryptionTable(props: EncryptionTableProps) {
  const { clusters } = props;
  const { t } = useSecretsText();
  const isNarrow = useBreakpoint().down('lg');
  const encrypted = clusters.filter(({ state }) => state === 'encrypted');
  const sorted = [...clusters].sort(
    (one, other) =>
      ORDER.indexOf(one.state) - ORDER.indexOf(other.state) ||
      one.sourceTitle.localeCompare(other.sourceTitle),
  );
  const evidenceOf = ({ evidence, remedy }: Row) => (
    <ul className={styles.evidence}>
      {evidence.map(sentence => (
        <li key={sentence}>
          <Text variant="body-small">{plainCode(sentence)}</Text>
        </li>
      ))}
      {remedy && (
        <li>
          <Text variant="body-small">
            {t('sources.remedy', { remedy: plainCode(remedy) })}
          </Text>
        </li>
      )}
    </ul>
  );
  const columns: ColumnConfig<Row>[] = [
    {
      id: 'cluster',
      label: t('compliance.encryption.cluster'),
      width: '2fr',
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={row.sourceTitle}
          description={[
            ...(row.provider ? [row.provider] : []),
            ...(row.notRewritten && row.state !== 'encrypted'
              ? [
                  `${t('compliance.encryption.notRewritten')}: ${
                    row.notRewritten
                  }`,
                ]
              : []),
          ].join(' · ')}
          isStrong
        >
          {isNarrow && evidenceOf(row)}
        </TextCell>
      ),
    },
    {
      id: 'state',
      label: t('compliance.encryption.state'),
      width: isNarrow ? 160 : '1fr',
      cell: ({ state }) => (
        <Cell>
          <VerdictBadge
            verdict={VERDICTS[state]}
            label={t(`compliance.encryption.states.${state}`)}
          />
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push({
      id: 'evidence',
      label: t('compliance.encryption.evidence'),
      width: '5fr',
      cell: row => <Cell>{evidenceOf(row)}</Cell>,
    });
  }
  const isAllEncrypted = encrypted.length === clusters.length;
  return (
    <Flex direction="column" gap="4">
      <Text as="h3" variant="title-x-small">
        {clusters.length === 0
          ? t('compliance.encryption.none')
          : t('compliance.encryption.sentence', {
              count: clusters.length,
              encrypted: String(encrypted.length),
            })}
      </Text>
      <Table
        columnConfig={columns}
        data={sorted.map(row => ({ ...row, id: row.sourceId }))}
        emptyState={<Text>{t('compliance.encryption.none')}</Text>}
        pagination={{ type: 'none' }}
      />
      {!isAllEncrypted && (
        <section
          className={styles.practices}
          aria-label={t('compliance.encryption.remedyTitle')}
        >
          <Text as="h3" variant="body-large" weight="bold">
            {t('compliance.encryption.remedyTitle')}
          </Text>
          <Text as="p">{t('compliance.encryption.remedy')}</Text>
          <div className={styles.command}>
            <code>{REWRITE}</code>
            <CopyCommand
              command={REWRITE}
              subject={t('compliance.encryption.rewrite')}
            />
          </div>
        </section>
      )}
    </Flex>
  );
}
