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
import { Text } from '@backstage/ui';
import { type CheckReport } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeRequest } from '../../api';
import { useSecretsText } from '../../text';
import { UnfoldButton } from '../UnfoldButton';
import { EvidenceRows } from './EvidenceRows';
import { FixLink } from './FixLink';
import { plainCode } from './plainCode';
import { VerdictBadge } from './VerdictBadge';
import styles from './Compliance.module.css';

interface CheckEvidenceProps {
  check: CheckReport;
  request: ScopeRequest;
}

/** A check: what it asks, what speaks for its result, the rows behind it and what to do. */
export function CheckEvidence(props: CheckEvidenceProps) {
  const { check, request } = props;
  const { t } = useSecretsText();
  const counts = (verdict: string) =>
    check.evidence.some(
      each => each.verdict === verdict && (each.count ?? 0) > 0,
    );
  const isAtFault = check.verdict === 'fail';
  return (
    <div className={styles.check}>
      <div className={styles.checkTitle}>
        <VerdictBadge verdict={check.verdict} />
        <Text weight="bold">{check.title}</Text>
      </div>
      <ul className={styles.evidence}>
        {check.evidence.map(({ text }) => (
          <li key={text}>
            <Text variant="body-small">{plainCode(text)}</Text>
          </li>
        ))}
      </ul>
      {isAtFault && (
        <Text as="p" variant="body-small">
          {t('sources.remedy', { remedy: plainCode(check.remedy) })}
        </Text>
      )}
      <div className={styles.actions}>
        {isAtFault && (
          <FixLink
            check={check.id}
            fix={check.fix}
            subject={check.title}
            request={request}
          />
        )}
      </div>
      {counts('fail') && (
        <Unfolding
          check={check}
          verdict="fail"
          label={t('compliance.evidence.show')}
          request={request}
        />
      )}
      {counts('unknown') && (
        <Unfolding
          check={check}
          verdict="unknown"
          label={t('compliance.evidence.showUnknown')}
          request={request}
        />
      )}
    </div>
  );
}

function Unfolding(props: {
  check: CheckReport;
  verdict: 'fail' | 'unknown';
  label: string;
  request: ScopeRequest;
}) {
  const { check, verdict, label, request } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <UnfoldButton
        isOpen={isOpen}
        label={label}
        description={t('compliance.evidence.showOf', {
          label,
          check: check.title,
        })}
        onToggle={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <EvidenceRows check={check} verdict={verdict} request={request} />
      )}
    </div>
  );
}
