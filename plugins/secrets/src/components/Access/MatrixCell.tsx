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
import { memo } from 'react';
import {
  type AccessCell,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import styles from './Access.module.css';

interface MatrixCellProps {
  cell: AccessCell | undefined;
  secret: SecretSummary;
  subject: { name: string };
  /** `row:column` */
  place: string;
  column: number;
  isActive: boolean;
  onOpen: (cell: AccessCell) => void;
}

function Cell(props: MatrixCellProps) {
  const { cell, secret, subject, place, column, isActive, onOpen } = props;
  const { t } = useSecretsText();
  const tabIndex = isActive ? 0 : -1;
  if (!cell) {
    return (
      <td
        role="gridcell"
        data-cell={place}
        aria-colindex={column + 1}
        aria-label={t('access.cell.none')}
        className={styles.nothing}
        tabIndex={tabIndex}
      >
        ·
      </td>
    );
  }
  const words = t(`access.cell.${cell.access}`, {
    subject: subject.name,
    secret: secret.name,
    need: cell.isNeeded ? t('access.hasNeed') : t('access.noNeed'),
  });
  return (
    <td role="gridcell" data-cell={place} aria-colindex={column + 1}>
      <button
        type="button"
        className={styles.mark}
        aria-label={words}
        title={words}
        tabIndex={tabIndex}
        onClick={() => onOpen(cell)}
      >
        <span
          className={styles.dot}
          data-access={cell.access}
          data-needed={cell.isNeeded}
        />
      </button>
    </td>
  );
}

/** How one subject reaches one secret, if it does. */
export const MatrixCell = memo(Cell);
