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

import { lazy } from 'react';
import { Text } from '@backstage/ui';
import { type ComplianceTrendPoint } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { ChartFigure } from './ChartFigure';
import styles from './Compliance.module.css';

const TrendChart = lazy(() =>
  import('../Charts').then(m => ({ default: m.TrendChart })),
);

interface TrendFigureProps {
  trend: ComplianceTrendPoint[];
}

/** How the score and its confidence went, day by day, from the second day on. */
export function TrendFigure(props: TrendFigureProps) {
  const { t } = useSecretsText();
  const title = t('compliance.trend.title');
  const points = props.trend.filter(({ score }) => score !== undefined);
  if (points.length < 2) {
    return (
      <div className={styles.figure}>
        <Text as="h3" variant="title-x-small">
          {title}
        </Text>
        <Text as="p" color="secondary">
          {t('compliance.trend.none')}
        </Text>
      </div>
    );
  }
  const first = points[0];
  const last = points[points.length - 1];
  const names = {
    score: t('compliance.trend.score'),
    confidence: t('compliance.trend.confidence'),
  };
  return (
    <ChartFigure
      title={title}
      summary={t('compliance.trend.summary', {
        from: String(first.score),
        first: first.day,
        to: String(last.score),
        last: last.day,
      })}
      columns={[t('compliance.trend.day'), names.score, names.confidence]}
      rows={[...points]
        .reverse()
        .map(({ day, score, confidence }) => [
          day,
          String(score),
          String(confidence ?? ''),
        ])}
    >
      <TrendChart points={points} names={names} />
    </ChartFigure>
  );
}
