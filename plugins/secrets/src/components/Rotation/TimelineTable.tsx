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

import { type RotationDay } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { DueList } from './DayItems';
import { dayLabel } from './days';
import styles from './Timeline.module.css';

interface TimelineTableProps {
  days: RotationDay[];
}

/** The time line for those who rather read it. */
export function TimelineTable(props: TimelineTableProps) {
  const { days } = props;
  const { t } = useSecretsText();
  return (
    <details className={styles.details}>
      <summary>{t('timeline.asTable')}</summary>
      <table className={styles.table}>
        <caption className={styles.caption}>{t('timeline.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('timeline.day')}</th>
            <th scope="col">{t('timeline.legend.keys')}</th>
            <th scope="col">{t('timeline.legend.certificates')}</th>
            <th scope="col">{t('timeline.what')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(day => (
            <tr key={day.day}>
              <th scope="row">{dayLabel(day.day)}</th>
              <td>{day.keys}</td>
              <td>{day.certificates}</td>
              <td>
                <DueList day={day} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
