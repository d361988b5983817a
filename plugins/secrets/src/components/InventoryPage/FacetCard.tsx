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

import { useState } from 'react';
import {
  Button,
  CardBody,
  CardHeader,
  Link,
  Text,
  VisuallyHidden,
} from '@backstage/ui';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { searchOf, type FilterField } from '../../hooks';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { dangerText } from '../DangerText';
import { countLabel } from '../SecretsTable';
import styles from './InventoryPage.module.css';

const SHOWN = 8;

interface FacetCardProps {
  title: string;
  field: FilterField;
  counts: Count[];
  total: number;
  inventory: string;
}

/** How many secrets each value of a field has, and how many of them need looking at. */
export function FacetCard(props: FacetCardProps) {
  const { title, field, counts, total, inventory } = props;
  const text = useSecretsText();
  const { t } = text;
  const [isOpen, setOpen] = useState(false);
  const shown = isOpen ? counts : counts.slice(0, SHOWN);
  return (
    <Card className={styles.facet}>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {title}
        </Text>
      </CardHeader>
      <CardBody>
        {counts.length === 0 && (
          <Text color="secondary">{t('overview.nothing')}</Text>
        )}
        <ul className={styles.counts} aria-label={title}>
          {shown.map(count => {
            const rows = { [field]: [count.value] };
            return (
              <li key={count.value} className={styles.count}>
                <Link
                  className={styles.name}
                  href={`${inventory}${searchOf(rows)}`}
                  truncate
                >
                  {countLabel(field, count, text)}
                </Link>
                <span className={styles.attention}>
                  {count.attention > 0 && (
                    <Link
                      className={dangerText}
                      variant="body-small"
                      href={`${inventory}${searchOf({
                        ...rows,
                        state: ['attention'],
                      })}`}
                    >
                      {t('overview.attention', { count: count.attention })}
                    </Link>
                  )}
                </span>
                <Text className={styles.number}>
                  {count.count}{' '}
                  <VisuallyHidden>
                    {t('sentence.secrets', { count: count.count })}
                  </VisuallyHidden>
                </Text>
                <span className={styles.bar} aria-hidden>
                  <span
                    style={{ inlineSize: `${(100 * count.count) / total}%` }}
                  />
                </span>
              </li>
            );
          })}
        </ul>
        {counts.length > SHOWN && (
          <Button
            size="small"
            variant="tertiary"
            aria-expanded={isOpen}
            onPress={() => setOpen(!isOpen)}
          >
            {isOpen
              ? t('overview.fewer')
              : t('overview.more', { rest: String(counts.length - SHOWN) })}
          </Button>
        )}
      </CardBody>
    </Card>
  );
}
