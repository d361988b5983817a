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

import { Text } from '@backstage/ui';
import { type RequestEvent } from '@keyward/backstage-plugin-secrets-common';
import { entityName, useSecretsText, type SecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { REQUEST_STATES } from '../Requests';
import styles from './RequestPage.module.css';

const EVENTS = [...REQUEST_STATES, 'approved', 'pushed', 'forged'] as const;

/** What happened to a request, the oldest first. */
export function RequestHistory(props: { history: RequestEvent[] }) {
  const { t } = useSecretsText();
  return (
    <ol className={styles.list}>
      {props.history.map(({ at, by, kind, note, state }) => (
        <li key={`${at} ${state} ${kind} ${by}`}>
          <Text>
            {eventWord(t, kind ?? state)} <RelativeTime at={at} />
            {by && ` · ${entityName(by)}`}
          </Text>
          {note && (
            <Text variant="body-small" color="secondary">
              {note}
            </Text>
          )}
        </li>
      ))}
    </ol>
  );
}

/** A newer back end may know events that this page does not: they stand as they are. */
function eventWord(t: SecretsText['t'], event: string): string {
  const known = EVENTS.find(each => each === event);
  return known ? t(`requests.event.${known}`) : event;
}
