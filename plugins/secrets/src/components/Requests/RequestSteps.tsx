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

import {
  RiCheckLine,
  RiCircleLine,
  RiCloseLine,
  RiErrorWarningLine,
  RiLoader4Line,
} from '@remixicon/react';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { type StepProgress, type StepState } from './stepProgress';
import styles from './Requests.module.css';

const ICONS = {
  done: RiCheckLine,
  current: RiLoader4Line,
  blocked: RiErrorWarningLine,
  waiting: RiCircleLine,
  stopped: RiCloseLine,
} as const satisfies Record<StepState, unknown>;

interface RequestStepsProps {
  steps: readonly StepProgress[];
}

/** How far a request has come, from the pull request to the pods. */
export function RequestSteps(props: RequestStepsProps) {
  const { t } = useSecretsText();
  return (
    <ol className={styles.steps}>
      {props.steps.map(({ step, state, at }) => {
        const Icon = ICONS[state];
        return (
          <li
            key={step}
            data-state={state}
            aria-current={
              state === 'current' || state === 'blocked' ? 'step' : undefined
            }
          >
            <span className={styles.sign}>
              <Icon size={14} aria-hidden />
            </span>
            <span className={styles.stepName}>
              {t(`requests.event.${step}`)}
            </span>
            <span className={styles.stepTime}>
              {at ? <RelativeTime at={at} /> : t(`requests.step.${state}`)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
