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

import { Suspense, type ReactNode } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import { useSecretsText } from '../../text';
import styles from './Compliance.module.css';

interface ChartFigureProps {
  title: string;
  /** What the picture says, in a sentence. */
  summary: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  /** The picture, which is loaded when it is shown. */
  children: ReactNode;
}

/** A chart with the sentence that it shows, and its numbers as a table. */
export function ChartFigure(props: ChartFigureProps) {
  const { title, summary, columns, rows, children } = props;
  const { t } = useSecretsText();
  return (
    <figure className={styles.figure} aria-label={title}>
      <Text as="h3" variant="title-x-small">
        {title}
      </Text>
      <Text as="p" variant="body-small">
        {summary}
      </Text>
      <div className={styles.chart} aria-hidden>
        <Suspense fallback={<Skeleton width="100%" height="14rem" />}>
          {children}
        </Suspense>
      </div>
      <details className={styles.details}>
        <summary>{t('compliance.table')}</summary>
        <table aria-label={title}>
          <thead>
            <tr>
              {columns.map(column => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([head, ...cells]) => (
              <tr key={head}>
                <th scope="row">{head}</th>
                {cells.map((cell, index) => (
                  <td key={columns[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
