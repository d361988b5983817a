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

import { Alert } from '@backstage/ui';
import { type SecretsSummaryStaleSourcesInner } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { sourceStateWord } from '../SourceState';
import styles from './StaleSources.module.css';

interface StaleSourcesProps {
  sources: SecretsSummaryStaleSourcesInner[];
}

/** Says which sources are not live, and since when, as rows of them may be out of date. */
export function StaleSources(props: StaleSourcesProps) {
  const { sources } = props;
  const { t } = useSecretsText();
  if (sources.length === 0) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={t('partial.title', { count: sources.length })}
      description={
        <ul className={styles.list}>
          {sources.map(source => (
            <li key={source.id}>
              {t('partial.source', {
                title: source.title,
                state: sourceStateWord(t, source.state),
              })}{' '}
              {source.since &&
                t('partial.since', {
                  time: <RelativeTime at={source.since} />,
                })}
            </li>
          ))}
        </ul>
      }
    />
  );
}
