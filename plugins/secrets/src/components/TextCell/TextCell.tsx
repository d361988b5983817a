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

import { type ReactNode } from 'react';
import { Cell, Text } from '@backstage/ui';
import styles from './TextCell.module.css';

interface TextCellProps {
  title: ReactNode;
  description?: string;
  color?: 'primary' | 'secondary';
  isStrong?: boolean;
  isIndented?: boolean;
  /** Stands below the text. */
  children?: ReactNode;
}

/** A cell that wraps its text: names are read whole, or not at all. */
export function TextCell(props: TextCellProps) {
  const { title, description, color = 'primary' } = props;
  const { isStrong, isIndented, children } = props;
  return (
    <Cell
      className={isIndented ? `${styles.cell} ${styles.indented}` : styles.cell}
    >
      <Text as="div" color={color} weight={isStrong ? 'bold' : 'regular'}>
        {title}
      </Text>
      {description && (
        <Text as="div" variant="body-small" color="secondary">
          {description}
        </Text>
      )}
      {children}
    </Cell>
  );
}
