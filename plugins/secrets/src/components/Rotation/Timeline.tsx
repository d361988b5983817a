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

import { useRef, useState, type KeyboardEvent } from 'react';
import { Flex, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { DayItems } from './DayItems';
import { TimelineTable } from './TimelineTable';
import { dayLabel, daysBetween, daySummary } from './days';
import styles from './Timeline.module.css';

interface TimelineProps {
  request: ScopeRequest;
  revision: number;
}

/** What falls due in the next 90 days: a bar a day, what it is beneath, and all of it as a table. */
export function Timeline(props: TimelineProps) {
  const { request, revision } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const [chosen, setChosen] = useState<string>();
  const bars = useRef(new Map<string, HTMLButtonElement>());
  const calendar = useResource(
    JSON.stringify(request),
    () => api.getRotationCalendar(request),
    revision,
  );
  if (!calendar.value) {
    // The keys above say what is wrong where nothing can be loaded.
    return calendar.error ? null : <Skeleton width="100%" height="9rem" />;
  }
  const { from, to, days } = calendar.value;
  if (days.length === 0) {
    return <Text as="p">{t('timeline.none')}</Text>;
  }
  const current = days.find(({ day }) => day === chosen) ?? days[0];
  const most = Math.max(...days.map(day => day.keys + day.certificates));
  const byDay = new Map(days.map(day => [day.day, day]));
  const move = (event: KeyboardEvent, index: number) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const target = {
      Home: days[0],
      End: days.at(-1),
    }[event.key];
    const next = step ? days[index + step] : target;
    if (next) {
      event.preventDefault();
      setChosen(next.day);
      bars.current.get(next.day)?.focus();
    }
  };
  return (
    <section className={styles.root} aria-label={t('timeline.title')}>
      <Flex align="baseline" gap="3" style={{ flexWrap: 'wrap' }}>
        <Text as="h3" variant="body-large" weight="bold">
          {t('timeline.title')}
        </Text>
        <span className={styles.legend}>
          <span className={styles.swatch} data-kind="key" />
          {t('timeline.legend.keys')}
        </span>
        <span className={styles.legend}>
          <span className={styles.swatch} data-kind="certificate" />
          {t('timeline.legend.certificates')}
        </span>
      </Flex>
      <div className={styles.days} role="group" aria-label={t('timeline.days')}>
        {daysBetween(from, to).map((day, position) => {
          const due = byDay.get(day);
          return (
            <div key={day} className={styles.day}>
              {due ? (
                <button
                  type="button"
                  ref={element => {
                    if (element) {
                      bars.current.set(day, element);
                    }
                  }}
                  className={styles.bar}
                  aria-pressed={due === current}
                  aria-label={`${dayLabel(day)}: ${daySummary(due, text)}`}
                  title={`${dayLabel(day)}: ${daySummary(due, text)}`}
                  tabIndex={due === current ? 0 : -1}
                  onClick={() => setChosen(day)}
                  onKeyDown={event => move(event, days.indexOf(due))}
                >
                  <span
                    className={styles.part}
                    data-kind="certificate"
                    style={{ blockSize: heightOf(due.certificates, most) }}
                  />
                  <span
                    className={styles.part}
                    data-kind="key"
                    style={{ blockSize: heightOf(due.keys, most) }}
                  />
                </button>
              ) : (
                <span className={styles.empty} />
              )}
              {position % 14 === 0 && (
                <span className={styles.tick} aria-hidden>
                  {dayLabel(day, 'short')}
                </span>
              )}
            </div>
          );
        })}
      </div>
      <DayItems day={current} />
      <TimelineTable days={days} />
    </section>
  );
}

/** Few stay visible beside many. */
function heightOf(count: number, most: number): string {
  return count === 0 ? '0' : `${Math.max(8, (100 * count) / most)}%`;
}
