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
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  requestUpdatePermission,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf, secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import { requestTitle } from './requestTitle';
import styles from './Requests.module.css';

interface RequestActionsProps {
  request: SecretRequest;
  onChanged: () => void;
}

type Action = 'withdraw' | 'remind';

/** Reminds of a request that is under way, or withdraws it, and says what came of it. */
export function RequestActions(props: RequestActionsProps) {
  const { request, onChanged } = props;
  const { id, mayRemind, mayWithdraw } = request;
  const name = requestTitle(request);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const { allowed } = usePermission({ permission: requestUpdatePermission });
  const [isAsking, setAsking] = useState(false);
  const [pending, setPending] = useState<Action>();
  const [done, setDone] = useState<Action>();
  const [error, setError] = useState<Error>();
  const run = async (action: Action) => {
    setPending(action);
    setError(undefined);
    try {
      if (action === 'withdraw') {
        await api.withdrawRequest({ id });
      } else {
        await api.remindRequest({ id });
      }
      setDone(action);
      onChanged();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setAsking(false);
      setPending(undefined);
    }
  };
  return (
    <>
      {error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title={t('requests.failedAction', { message: messageOf(error) })}
        />
      )}
      <div className={`${styles.line} ${styles.actions}`}>
        {allowed && mayRemind && (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('requests.remindOf', { name })}
            isPending={pending === 'remind'}
            onPress={() => run('remind')}
          >
            {t('requests.remind')}
          </Button>
        )}
        {allowed && mayWithdraw && (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('requests.withdrawOf', { name })}
            onPress={() => setAsking(true)}
          >
            {t('requests.withdraw')}
          </Button>
        )}
        <Text role="status" variant="body-small" color="secondary">
          {done === 'remind' && t('requests.reminded')}
          {done === 'withdraw' && t('requests.withdrawn')}
        </Text>
      </div>
      <Dialog isOpen={isAsking} onOpenChange={setAsking}>
        <DialogHeader>{t('requests.withdrawTitle', { name })}</DialogHeader>
        <DialogBody>
          <Text>{t('requests.withdrawText')}</Text>
        </DialogBody>
        <DialogFooter>
          <Flex gap="2">
            <Button
              destructive
              isPending={pending === 'withdraw'}
              onPress={() => run('withdraw')}
            >
              {t('requests.withdraw')}
            </Button>
            <Button variant="secondary" onPress={() => setAsking(false)}>
              {t('requests.keep')}
            </Button>
          </Flex>
        </DialogFooter>
      </Dialog>
    </>
  );
}
