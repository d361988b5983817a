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

import { Text, VisuallyHidden } from '@backstage/ui';
import { type Problem } from '@keyward/backstage-plugin-secrets-common';
import {
  RiErrorWarningLine,
  RiFileUnknowLine,
  RiWifiOffLine,
} from '@remixicon/react';
import { useNow } from '../../hooks';
import { useSecretsText, type SecretsText } from '../../text';
import { RemedyButton } from './RemedyButton';
import styles from './ProblemStates.module.css';

interface ProblemStatesProps {
  /** Whose problems they are. */
  name: string;
  problems: Problem[];
}

/** What is wrong with a secret: in a word with a sign, since when, and what to do. */
export function ProblemStates(props: ProblemStatesProps) {
  const { name, problems } = props;
  const { t, duration } = useSecretsText();
  const now = useNow();
  if (problems.length === 0) {
    return (
      <span title={t('state.none')}>
        <span aria-hidden>—</span>
        <VisuallyHidden>{t('state.none')}</VisuallyHidden>
      </span>
    );
  }
  const remedies = [
    ...new Set(problems.flatMap(problem => problem.remedy ?? [])),
  ];
  return (
    <ul className={styles.list}>
      {problems.map(problem => (
        <li key={problem.code} className={styles.problem}>
          <span className={styles.head}>
            <span className={styles.badge} data-code={problem.code}>
              {icon(problem.code)}
              {stateWord(t, problem.code)}
            </span>
            {problem.since && (
              <Text variant="body-x-small" color="secondary">
                {t('state.since', {
                  duration: duration(now - Date.parse(problem.since)),
                })}
              </Text>
            )}
          </span>
          <Text
            variant="body-x-small"
            color="secondary"
            className={styles.message}
          >
            {problem.message}
          </Text>
        </li>
      ))}
      {remedies.length > 0 && (
        <li>
          <RemedyButton name={name} remedies={remedies} />
        </li>
      )}
    </ul>
  );
}

function stateWord(t: SecretsText['t'], code: string) {
  switch (code) {
    case 'deliveryFailed':
      return t('state.deliveryFailed');
    case 'missing':
      return t('state.missing');
    case 'sourceStale':
      return t('state.sourceStale');
    default:
      return code;
  }
}

function icon(code: string) {
  switch (code) {
    case 'missing':
      return <RiFileUnknowLine size={14} aria-hidden />;
    case 'sourceStale':
      return <RiWifiOffLine size={14} aria-hidden />;
    default:
      return <RiErrorWarningLine size={14} aria-hidden />;
  }
}
