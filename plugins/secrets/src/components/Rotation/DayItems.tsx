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

import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type RotationDay } from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { dayLabel, daySummary } from './days';
import styles from './Timeline.module.css';

interface DayItemsProps {
  day: RotationDay;
}

/** What falls due on a day, by name. */
export function DayItems(props: DayItemsProps) {
  const { day } = props;
  const text = useSecretsText();
  const { t } = text;
  return (
    <div className={styles.chosen} aria-live="polite">
      <Text weight="bold">
        {dayLabel(day.day)}: {daySummary(day, text)}
      </Text>
      <DueList day={day} most={6} />
      <Text variant="body-small" color="secondary">
        {t('timeline.utc')}
      </Text>
    </div>
  );
}

/** The names of what falls due on a day; the rest as a number. */
export function DueList(props: { day: RotationDay; most?: number }) {
  const { day, most = Infinity } = props;
  const { t } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  const items = day.items.slice(0, most);
  const rest = day.keys + day.certificates - items.length;
  return (
    <ul className={styles.items}>
      {items.map(({ kind, key, secret, renewed }, index) => (
        <li key={index}>
          <Link href={secretLink({ id: secret.id })}>{secret.name}</Link>
          <Text variant="body-small" color="secondary">
            {[
              key,
              `${secret.sourceTitle} / ${secret.namespace}`,
              t(`timeline.kind.${kind}`),
              ...(renewed ? [t('timeline.renewed')] : []),
            ].join(' · ')}
          </Text>
        </li>
      ))}
      {rest > 0 && (
        <li>
          <Text color="secondary">{t('timeline.more', { count: rest })}</Text>
        </li>
      )}
    </ul>
  );
}
