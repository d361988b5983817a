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

import { useState, type FormEvent } from 'react';
import { Button, Flex, TextField } from '@backstage/ui';
import { useSecretsText } from '../../text';
import styles from './Findings.module.css';
import { type Decision } from './useDecision';

const DAY_MS = 86_400_000;
const PERIODS = [7, 30, 90];

interface SuppressFormProps {
  isPending?: boolean;
  onSuppress: (decision: Decision) => void;
  onCancel: () => void;
}

/** Asks for what a suppression needs: a reason and an end. */
export function SuppressForm(props: SuppressFormProps) {
  const { isPending, onSuppress, onCancel } = props;
  const { t } = useSecretsText();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSuppress({
      state: 'suppressed',
      reason: reason.trim(),
      expiresAt: until,
    });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.reason}>
        <TextField
          label={t('findings.reason')}
          value={reason}
          onChange={setReason}
          maxLength={1000}
          isRequired
          // eslint-disable-next-line jsx-a11y/no-autofocus -- whoever opened it writes next
          autoFocus
        />
      </div>
      <div className={styles.until}>
        <TextField
          label={t('findings.until')}
          type={'date' as 'text'}
          value={until}
          onChange={setUntil}
          isRequired
        />
      </div>
      <Flex gap="2" role="group" aria-label={t('findings.periods')}>
        {PERIODS.map(days => (
          <Button
            key={days}
            variant="tertiary"
            onPress={() => setUntil(dayAhead(days))}
          >
            {t('time.days', { count: days })}
          </Button>
        ))}
      </Flex>
      <Flex gap="2">
        <Button
          type="submit"
          isPending={isPending}
          isDisabled={!reason.trim() || !until}
        >
          {t('findings.suppress')}
        </Button>
        <Button variant="secondary" onPress={onCancel}>
          {t('findings.cancel')}
        </Button>
      </Flex>
    </form>
  );
}

function dayAhead(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
