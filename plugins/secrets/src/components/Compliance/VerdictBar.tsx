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

import { useSecretsText } from '../../text';
import { type ComplianceCounts } from './types';
import { COUNT_ORDER } from './verdicts';
import styles from './Verdict.module.css';

interface VerdictBarProps {
  counts: ComplianceCounts;
}

/** How many controls have which result, as a bar and in words. */
export function VerdictBar(props: VerdictBarProps) {
  const { counts } = props;
  const { t } = useSecretsText();
  const shown = COUNT_ORDER.filter(kind => counts[kind] > 0);
  return (
    <div className={styles.root}>
      <div className={styles.bar} aria-hidden>
        {shown.map(kind => (
          <span
            key={kind}
            className={styles.part}
            data-kind={kind}
            style={{ flexGrow: counts[kind] }}
          />
        ))}
      </div>
      <ul className={styles.legend}>
        {shown.map(kind => (
          <li key={kind}>
            <span
              className={`${styles.swatch} ${styles.part}`}
              data-kind={kind}
              aria-hidden
            />
            {t(`compliance.counts.${kind}`, { count: counts[kind] })}
          </li>
        ))}
      </ul>
    </div>
  );
}
