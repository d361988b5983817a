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
import { type LeastPrivilegeScore } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import styles from './AccessPage.module.css';

interface LeastPrivilegeProps {
  scores: LeastPrivilegeScore[];
}

/** How much of what is granted in each cluster is needed. */
export function LeastPrivilege(props: LeastPrivilegeProps) {
  const { scores } = props;
  const { t } = useSecretsText();
  if (scores.length === 0) {
    return null;
  }
  return (
    <div className={styles.scores}>
      <Text as="p" weight="bold">
        {t('access.risk.score')}
      </Text>
      <ul>
        {scores.map(({ sourceId, sourceTitle, score, needed, granted }) => (
          <li key={sourceId}>
            {score === undefined
              ? t('access.risk.scoreNone', { cluster: sourceTitle })
              : t('access.risk.scoreOf', {
                  cluster: sourceTitle,
                  percent: String(percentOf(score)),
                  needed: String(Math.round(needed)),
                  granted: String(Math.round(granted)),
                })}
          </li>
        ))}
      </ul>
      <Text as="p" variant="body-small" color="secondary">
        {t('access.risk.scoreMeans')}
      </Text>
    </div>
  );
}

/** Never 100 while something is granted that is not needed. */
function percentOf(score: number): number {
  return Math.floor(score * 100);
}
