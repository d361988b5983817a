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
import { Alert, Button, Flex } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Finding } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { SuppressForm, type Decision } from '../Findings';

interface FindingActionsProps {
  finding: Finding;
  onDecided: () => void;
}

/** What somebody may decide about a finding that is not resolved. */
export function FindingActions(props: FindingActionsProps) {
  const { finding, onDecided } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<Error>();
  const decide = async (change: Decision) => {
    try {
      await api.setFindingState({ id: finding.id, ...change });
      setError(undefined);
      setAsking(false);
      onDecided();
    } catch (failure) {
      setError(failure as Error);
    }
  };
  return (
    <Flex direction="column" gap="3">
      {error && (
        <Alert
          status="danger"
          icon
          title={t('findings.notDecided', { message: error.message })}
        />
      )}
      <Flex gap="2">
        {finding.state === 'open' && (
          <Button
            variant="secondary"
            onPress={() => decide({ state: 'acknowledged' })}
          >
            {t('findings.acknowledge')}
          </Button>
        )}
        {finding.state !== 'open' && (
          <Button variant="secondary" onPress={() => decide({ state: 'open' })}>
            {t('findings.reopen')}
          </Button>
        )}
        {finding.state !== 'suppressed' && !isAsking && (
          <Button variant="secondary" onPress={() => setAsking(true)}>
            {t('findings.suppress')}
          </Button>
        )}
      </Flex>
      {isAsking && (
        <SuppressForm onSuppress={decide} onCancel={() => setAsking(false)} />
      )}
    </Flex>
  );
}
