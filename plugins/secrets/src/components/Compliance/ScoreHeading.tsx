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
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { PointsBar } from './PointsBar';
import styles from './Verdict.module.css';

interface ScoreHeadingProps {
  score: number | undefined;
  confidence: number | undefined;
  asOf?: string;
}

/** The score with its confidence: what is known to be well, what at fault, and what is not known. */
export function ScoreHeading(props: ScoreHeadingProps) {
  const { score, confidence, asOf } = props;
  const { t } = useSecretsText();
  if (score === undefined || confidence === undefined) {
    return (
      <div className={styles.root}>
        <Text as="h2" variant="title-x-small">
          {t('compliance.noScore')}
        </Text>
        <Text as="p">{t('compliance.noScoreText')}</Text>
      </div>
    );
  }
  const parts = [
    { kind: 'pass', name: 'good', points: score },
    { kind: 'fail', name: 'bad', points: confidence - score },
    { kind: 'unknown', name: 'unknown', points: 100 - confidence },
  ] as const;
  return (
    <div className={styles.root}>
      <Text as="h2" variant="title-x-small">
        {t('compliance.score', {
          score: String(score),
          confidence: String(confidence),
        })}
      </Text>
      <PointsBar score={score} confidence={confidence} />
      <ul className={styles.legend}>
        {parts.map(({ kind, name, points }) => (
          <li key={kind}>
            <span
              className={`${styles.swatch} ${styles.part}`}
              data-kind={kind}
              aria-hidden
            />
            {t(`compliance.legend.${name}`, { points: String(points) })}
          </li>
        ))}
        {asOf && (
          <li>
            <Text color="secondary" variant="body-small">
              {t('compliance.overview.asOf', {
                time: <RelativeTime at={asOf} />,
              })}
            </Text>
          </li>
        )}
      </ul>
    </div>
  );
}
