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

import { Fragment } from 'react';
import { Link, Skeleton, Text } from '@backstage/ui';
import { type SecretsSummary } from '@keyward/backstage-plugin-secrets-common';
import { type SecretsFilter } from '../../api';
import { searchOf } from '../../hooks';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import styles from './SecretsSentence.module.css';

interface SecretsSentenceProps {
  summary: SecretsSummary | undefined;
  /** Where the table is that shows the rows of a number; the same page by default. */
  listHref?: string;
  /** What the numbers are narrowed to, for a table on another page. */
  filter?: SecretsFilter;
}

/** The numbers that matter, in one sentence; each leads to its rows. */
export function SecretsSentence(props: SecretsSentenceProps) {
  const { summary, listHref = '', filter } = props;
  const { t } = useSecretsText();
  if (!summary) {
    return <Skeleton width="min(36rem, 90%)" height="1.75rem" />;
  }
  const rows = (state: string[], words: string) => (
    <Link
      variant="title-x-small"
      href={`${listHref}${searchOf({ ...filter, state }) || '?'}`}
    >
      {words}
    </Link>
  );
  const severities = (['critical', 'high', 'medium'] as const).filter(
    severity => summary[severity] > 0,
  );
  return (
    <div className={styles.root}>
      <Text as="h2" variant="title-x-small">
        {rows([], t('sentence.secrets', { count: summary.total }))}
        {' · '}
        {summary.attention > 0
          ? rows(
              ['attention'],
              t('sentence.attention', { count: summary.attention }),
            )
          : t('sentence.noAction')}
        {severities.map((severity, index) => (
          <Fragment key={severity}>
            {index === 0 ? ': ' : t('separator')}
            {rows(
              [severity],
              t(`sentence.${severity}`, { count: summary[severity] }),
            )}
          </Fragment>
        ))}
        {summary.low > 0 && (
          <>
            {' · '}
            {rows(['low'], t('sentence.low', { count: summary.low }))}
          </>
        )}
        {summary.sourceStale > 0 && (
          <>
            {' · '}
            {rows(
              ['sourceStale'],
              t('sentence.sourceStale', { count: summary.sourceStale }),
            )}
          </>
        )}
      </Text>
      <Text variant="body-small" color="secondary">
        {t('sentence.clusters', { count: summary.facets.source.length })}
        {' · '}
        {t('sentence.consumed', {
          consumed: String(summary.consumed),
          total: String(summary.total),
        })}
        {summary.lastObserved && (
          <>
            {' · '}
            {t('sentence.observed', {
              time: <RelativeTime at={summary.lastObserved} />,
            })}
          </>
        )}
      </Text>
    </div>
  );
}
