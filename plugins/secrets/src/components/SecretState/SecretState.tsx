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

import { Text } from '@backstage/ui';
import {
  type Finding,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { RiWifiOffLine } from '@remixicon/react';
import { useSecretsText } from '../../text';
import { FindingRemedy } from '../FindingRemedy';
import { SeverityBadge } from '../Findings';
import styles from './SecretState.module.css';

interface SecretStateProps {
  secret: SecretSummary;
}

/** The state of a secret: its worst finding with the remedy, and whether its source is followed. */
export function SecretState(props: SecretStateProps) {
  const { finding, findingCount = 0, problems } = props.secret;
  const { t } = useSecretsText();
  return (
    <div className={styles.root}>
      {finding && <Worst finding={finding} count={findingCount} />}
      {problems.map(problem => (
        <span
          key={problem.code}
          className={styles.stale}
          title={problem.message}
        >
          <RiWifiOffLine size={14} aria-hidden />
          {problem.code === 'sourceStale'
            ? t('state.sourceStale')
            : problem.message}
        </span>
      ))}
      {!finding && problems.length === 0 && (
        <Text variant="body-small" color="secondary">
          {t('state.none')}
        </Text>
      )}
    </div>
  );
}

function Worst(props: { finding: Finding; count: number }) {
  const { finding, count } = props;
  const text = useSecretsText();
  const isAct = finding.severity !== 'low';
  return (
    <>
      <span className={styles.head}>
        <SeverityBadge severity={finding.severity} />
        <Text variant="body-small" weight={isAct ? 'bold' : 'regular'}>
          {text.title(finding)}
        </Text>
      </span>
      <Text variant="body-x-small" color="secondary" className={styles.words}>
        {text.finding(finding)}
        {count > 1 && ` · ${text.t('state.more', { count: count - 1 })}`}
      </Text>
      {isAct && <FindingRemedy finding={finding} />}
    </>
  );
}
