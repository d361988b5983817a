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

import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { StateBadge, type Tone } from '../StateBadge';

const TONES: Partial<Record<SecretRequest['state'], Tone>> = {
  used: 'good',
  delivered: 'good',
  closed: 'over',
  withdrawn: 'over',
  failed: 'bad',
};

interface RequestStateProps {
  request: Pick<SecretRequest, 'approval' | 'blocked' | 'state'>;
}

/** The state of a request in words, and that it was merged without the approval that it needed. */
export function RequestState(props: RequestStateProps) {
  const { approval, blocked, state } = props.request;
  const { t } = useSecretsText();
  const isOpen = state === 'opened' && approval !== undefined;
  return (
    <>
      <StateBadge
        tone={TONES[state] ?? (blocked ? 'warning' : 'info')}
        word={
          isOpen
            ? t(`requests.approval.${approval.state}`)
            : t(`requests.state.${state}`)
        }
      />
      {!isOpen && approval?.state === 'missing' && (
        <StateBadge tone="bad" word={t('requests.approval.missing')} />
      )}
    </>
  );
}
