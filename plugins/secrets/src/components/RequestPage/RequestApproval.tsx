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
  type RequestApproval as Approval,
  requestApprovePermission,
  type RequestPullRequest,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { messageOf, secretsApiRef } from '../../api';
import { entityName, useSecretsText } from '../../text';
import { ExternalLink } from '../ExternalLink';
import { RelativeTime } from '../RelativeTime';
import { requestTitle } from '../Requests';
import { RequestTargets } from './RequestTargets';
import styles from './RequestPage.module.css';

interface RequestApprovalProps {
  request: SecretRequest & {
    approval: Approval;
  };
  onChanged: () => void;
}

/** Who has to approve a request, who did, and the button for who may. */
export function RequestApproval(props: RequestApprovalProps) {
  const { request, onChanged } = props;
  const { approval, change } = request;
  const { approvals, mayApprove, refusal, state } = approval;
  const { t } = useSecretsText();
  const { allowed } = usePermission({ permission: requestApprovePermission });
  const [isAsking, setAsking] = useState(false);
  const isWaiting = mayApprove || refusal === 'own';
  const why =
    refusal === 'own' ? t('requests.approval.own') : !allowed && forbidden();
  return (
    <Flex direction="column" gap="3">
      <Text>{t(`requests.approval.${state}Text`)}</Text>
      {approvals.length > 0 && (
        <ul className={styles.list}>
          {approvals.map(({ at, by, counts, headSha }) => (
            <li key={by}>
              <Text>
                {t('requests.approval.by', {
                  name: entityName(by),
                  commit: shortSha(headSha),
                })}{' '}
                · <RelativeTime at={at} />
              </Text>
              {!counts && (
                <Text variant="body-small" color="secondary">
                  {t('requests.approval.earlier')}
                </Text>
              )}
            </li>
          ))}
        </ul>
      )}
      {isWaiting && change && (
        <Flex direction="column" gap="2" align="start">
          <Button
            size="small"
            isDisabled={!mayApprove || !allowed}
            aria-label={t('requests.approval.approveOf', {
              name: requestTitle(request),
            })}
            onPress={() => setAsking(true)}
          >
            {t('requests.approval.approve')}
          </Button>
          {why && (
            <Text variant="body-small" color="secondary">
              {why}
            </Text>
          )}
        </Flex>
      )}
      {change && isAsking && (
        <ApproveDialog
          request={request}
          change={change}
          onClose={() => setAsking(false)}
          onChanged={onChanged}
        />
      )}
    </Flex>
  );

  function forbidden() {
    return t('requests.approval.forbidden', {
      permission: requestApprovePermission.name,
    });
  }
}

/** Approves the commit that the page showed when it was opened, and no later one. */
function ApproveDialog(props: {
  request: SecretRequest;
  change: RequestPullRequest;
  onClose: () => void;
  onChanged: () => void;
}) {
  const { request, onClose, onChanged } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [change] = useState(props.change);
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const approve = async () => {
    setPending(true);
    setError(undefined);
    try {
      await api.approveRequest({ id: request.id, headSha: change.headSha });
      onClose();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setPending(false);
      onChanged();
    }
  };
  return (
    <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()}>
      <DialogHeader>
        {t('requests.approval.title', { name: requestTitle(request) })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          {error && (
            <Alert
              role="alert"
              status="danger"
              icon
              title={t('requests.approval.failed', {
                message: messageOf(error),
              })}
            />
          )}
          <RequestTargets targets={request.targets} />
          <div>
            <ExternalLink href={change.url}>
              {t('requests.number', { number: String(change.number) })}
            </ExternalLink>{' '}
            <Text>
              {t('requests.approval.commit', { commit: change.headSha })}
            </Text>
          </div>
          <Text>{t('requests.approval.explanation')}</Text>
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Flex gap="2">
          <Button isPending={isPending} onPress={approve}>
            {t('requests.approval.approve')}
          </Button>
          <Button variant="secondary" onPress={onClose}>
            {t('requests.approval.cancel')}
          </Button>
        </Flex>
      </DialogFooter>
    </Dialog>
  );
}

/** As hosts write a commit. */
function shortSha(sha: string): string {
  return sha.slice(0, 10);
}
