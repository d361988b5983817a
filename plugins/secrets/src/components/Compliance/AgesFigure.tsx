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
import { type ComplianceReport } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { ChartFigure } from './ChartFigure';
import styles from './Compliance.module.css';

// What draws charts is loaded with the first of them.
const AgesChart = lazy(() =>
  import('../Charts').then(m => ({ default: m.AgesChart })),
);

interface AgesFigureProps {
  ages: ComplianceReport['ages'];
}

/** How many values are how old. */
export function AgesFigure(props: AgesFigureProps) {
  const { bounds, older, unknown, within } = props.ages;
  const { t } = useSecretsText();
  const title = t('compliance.ages.title');
  const bars = [
    ...bounds.map((days, index) => ({
      kind: 'known' as const,
      label:
        index === 0
          ? t('compliance.ages.within', { days: String(days) })
          : t('compliance.ages.between', {
              from: String(bounds[index - 1]),
              to: String(days),
            }),
      count: within[index],
    })),
    {
      kind: 'old' as const,
      label: t('compliance.ages.older', { days: String(bounds.at(-1) ?? 0) }),
      count: older,
    },
    {
      kind: 'unknown' as const,
      label: t('compliance.ages.unknown'),
      count: unknown,
    },
  ];
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) {
    return (
      <div className={styles.figure}>
        <Text as="h3" variant="title-x-small">
          {title}
        </Text>
        <Text as="p">{t('compliance.ages.none')}</Text>
      </div>
    );
  }
  return (
    <ChartFigure
      title={title}
      summary={[
        t('compliance.ages.summary', {
          count: total,
          older: String(older),
          days: String(bounds.at(-1) ?? 0),
        }),
        ...(unknown > 0
          ? [t('compliance.ages.summaryUnknown', { count: unknown })]
          : []),
      ].join(' · ')}
      columns={[t('compliance.ages.age'), t('compliance.ages.values')]}
      rows={bars.map(({ label, count }) => [label, count])}
    >
      <AgesChart bars={bars} />
    </ChartFigure>
  );
}
