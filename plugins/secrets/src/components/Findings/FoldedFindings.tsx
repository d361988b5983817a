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
import { Flex } from '@backstage/ui';
import { useSecretsText } from '../../text';
import { UnfoldButton } from '../UnfoldButton';
import { FindingsTable, type FindingsTableProps } from './FindingsTable';

/** The severities of what needs action; the rest is hygiene. */
const ABOVE_LOW = ['critical', 'high', 'medium'];

interface FoldedFindingsProps extends FindingsTableProps {
  /** How many of the findings are low; undefined while that is not known. */
  low: number | undefined;
}

/** Findings, those of low severity folded, unless a severity or a rule is selected. */
export function FoldedFindings(props: FoldedFindingsProps) {
  const { low = 0, ...table } = props;
  const { t } = useSecretsText();
  const [isOpen, setOpen] = useState(false);
  const { request } = table;
  if (request.severity?.length || request.rule?.length) {
    return <FindingsTable {...table} />;
  }
  return (
    <Flex direction="column" gap="3">
      <FindingsTable
        {...table}
        request={{ ...request, severity: ABOVE_LOW }}
        empty={low > 0 ? t('findings.onlyLow') : undefined}
      />
      {low > 0 && (
        <div>
          <UnfoldButton
            isOpen={isOpen}
            label={t('sentence.low', { count: low })}
            description={t('findings.unfoldLow', { count: low })}
            onToggle={() => setOpen(!isOpen)}
          />
        </div>
      )}
      {low > 0 && isOpen && (
        <FindingsTable {...table} request={{ ...request, severity: ['low'] }} />
      )}
    </Flex>
  );
}
