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

import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import {
  RiAlarmWarningLine,
  RiErrorWarningLine,
  RiInformationLine,
} from '@remixicon/react';
import { useSecretsText } from '../../text';
import styles from './Findings.module.css';

interface SeverityBadgeProps {
  severity: Finding['severity'];
}

/** How bad a finding is: a word, a sign and a colour. */
export function SeverityBadge(props: SeverityBadgeProps) {
  const { severity } = props;
  const { t } = useSecretsText();
  return (
    <span className={styles.badge} data-severity={severity}>
      {iconOf(severity)}
      {t(`findings.severity.${severity}`)}
    </span>
  );
}

function iconOf(severity: Finding['severity']) {
  switch (severity) {
    case 'critical':
      return <RiAlarmWarningLine size={14} aria-hidden />;
    case 'low':
      return <RiInformationLine size={14} aria-hidden />;
    default:
      return <RiErrorWarningLine size={14} aria-hidden />;
  }
}
