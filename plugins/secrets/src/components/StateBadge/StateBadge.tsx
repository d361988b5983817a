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
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import styles from './StateBadge.module.css';

/** How good a state is; what is not known is no success, and what goes on or is over is neither. */
export type Tone = 'good' | 'warning' | 'bad' | 'unknown' | 'info' | 'over';

const ICONS = {
  good: RiCheckLine,
  warning: RiErrorWarningLine,
  bad: RiCloseCircleLine,
  unknown: RiQuestionLine,
  info: RiLoader4Line,
  over: RiSubtractLine,
} as const;

interface StateBadgeProps {
  tone: Tone;
  word: string;
  /** The sign, where that of the tone says too little. */
  icon?: typeof RiCheckLine;
}

/** A state: a word, a sign and a colour. */
export function StateBadge(props: StateBadgeProps) {
  const { tone, word, icon: Icon = ICONS[tone] } = props;
  return (
    <span className={styles.badge} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
