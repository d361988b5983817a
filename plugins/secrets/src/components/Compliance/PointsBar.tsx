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

import styles from './Verdict.module.css';

interface PointsBarProps {
  score: number;
  confidence: number;
}

/** Of 100 points those known to be well, those at fault and those not known, as a bar. */
export function PointsBar(props: PointsBarProps) {
  const { score, confidence } = props;
  const parts = [
    { kind: 'pass', points: score },
    { kind: 'fail', points: confidence - score },
    { kind: 'unknown', points: 100 - confidence },
  ];
  return (
    <div className={styles.bar} aria-hidden>
      {parts
        .filter(({ points }) => points > 0)
        .map(({ kind, points }) => (
          <span
            key={kind}
            className={styles.part}
            data-kind={kind}
            style={{ flexGrow: points }}
          />
        ))}
    </div>
  );
}
