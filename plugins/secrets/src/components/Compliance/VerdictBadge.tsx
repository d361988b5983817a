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

import { type ComplianceVerdict } from '@keyward/backstage-plugin-secrets-common';
import {
  RiCheckLine,
  RiCloseLine,
  RiQuestionLine,
  RiSubtractLine,
} from '@remixicon/react';
import { useSecretsText } from '../../text';
import { VERDICT_MESSAGES } from './verdicts';
import styles from './Verdict.module.css';

const ICONS = {
  pass: RiCheckLine,
  fail: RiCloseLine,
  unknown: RiQuestionLine,
  'not-applicable': RiSubtractLine,
} as const;

interface VerdictBadgeProps {
  verdict: ComplianceVerdict;
  /** In place of the word for the result. */
  label?: string;
}

/** A result: a word, a sign, a colour and, where it is not known, a hatched ground. */
export function VerdictBadge(props: VerdictBadgeProps) {
  const { verdict, label } = props;
  const { t } = useSecretsText();
  const Icon = ICONS[verdict];
  const word = label ?? t(VERDICT_MESSAGES[verdict]);
  return (
    <span className={styles.badge} data-verdict={verdict}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
