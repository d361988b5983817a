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
import { sourceStateWord } from '../SourceState';
import styles from './SourcesPage.module.css';

interface HeartbeatProps {
  /** One for each hour, oldest first. */
  states: string[];
}

/** The last hours of a source as a strip: height and pattern tell states apart as well as colour. */
export function Heartbeat(props: HeartbeatProps) {
  const { states } = props;
  const { t } = useSecretsText();
  return (
    <ol className={styles.heartbeat} aria-label={t('sources.heartbeat')}>
      {states.map((state, index) => {
        const words = t('sources.heartbeatHour', {
          hours: String(states.length - 1 - index),
          state: sourceStateWord(t, state),
        });
        return (
          <li key={index} data-state={state} title={words} aria-label={words} />
        );
      })}
    </ol>
  );
}
