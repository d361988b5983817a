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

import { type ReactNode, useId, useState } from 'react';
import { Button, useBreakpoint } from '@backstage/ui';
import { RiFilter3Line } from '@remixicon/react';
import { useSecretsText } from '../../text';
import styles from './Filters.module.css';

interface FiltersProps {
  /** How many of the fields narrow the page. */
  count: number;
  /** Of the group of fields. */
  className: string;
  children: ReactNode;
}

/** The fields that narrow a page, side by side; where there is little room, behind one button. */
export function Filters(props: FiltersProps) {
  const { count, className, children } = props;
  const { t } = useSecretsText();
  const isNarrow = useBreakpoint().down('md');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const group = (
    <div
      id={id}
      className={className}
      role="group"
      aria-label={t('table.filters')}
    >
      {children}
    </div>
  );
  return isNarrow ? (
    <div className={styles.narrow}>
      <Button
        size="small"
        variant="secondary"
        iconStart={<RiFilter3Line aria-hidden />}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onPress={() => setOpen(!isOpen)}
      >
        {count > 0
          ? t('table.filtersSet', { number: String(count) })
          : t('table.filters')}
      </Button>
      {isOpen && group}
    </div>
  ) : (
    group
  );
}
