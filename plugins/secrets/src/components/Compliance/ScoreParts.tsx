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

import { Cell, Text, type ColumnConfig } from '@backstage/ui';
import { Table } from '../Table';
import { type ComplianceReport } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { TextCell } from '../TextCell';
import { PointsBar } from './PointsBar';
import styles from './Verdict.module.css';

interface ScorePartsProps {
  parts: ComplianceReport['parts'];
}

type Part = ComplianceReport['parts'][number];

/** What the score is made of: each part with its weight. */
export function ScoreParts(props: ScorePartsProps) {
  const { parts } = props;
  const { t } = useSecretsText();
  const columns: ColumnConfig<Part>[] = [
    {
      id: 'part',
      label: t('compliance.parts.part'),
      isRowHeader: true,
      cell: ({ title, weight }) => (
        <TextCell
          title={title}
          description={`${t('compliance.parts.weight')} ${weight}`}
          isStrong
        />
      ),
    },
    {
      id: 'score',
      label: t('compliance.parts.score'),
      cell: ({ score, confidence = 0 }) => (
        <Cell>
          {score === undefined ? (
            <Text color="secondary">{t('compliance.parts.none')}</Text>
          ) : (
            <div className={styles.root}>
              <Text as="div">
                {t('compliance.scopes.scoreValue', {
                  score: String(score),
                  confidence: String(confidence),
                })}
              </Text>
              <PointsBar score={score} confidence={confidence} />
            </div>
          )}
        </Cell>
      ),
    },
  ];
  return (
    <Table columnConfig={columns} data={parts} pagination={{ type: 'none' }} />
  );
}
