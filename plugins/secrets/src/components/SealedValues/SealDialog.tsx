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
  Alert,
  Dialog,
  DialogBody,
  DialogHeader,
  Skeleton,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { canSealHere } from '../../seal';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { SealEditor, type SealedDraft, useSealForm } from '../SealForm';

interface SealDialogProps {
  entityRef: string;
  onSealed: (draft: SealedDraft) => void;
  onClose: () => void;
}

/** The form that seals, over a form of the scaffolder. */
export function SealDialog({ entityRef, onSealed, onClose }: SealDialogProps) {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const form = useSealForm(undefined);
  const targets = useResource(entityRef, () =>
    api.getSealTargets({ entityRef }),
  );
  const [refusal] = targets.value?.refusals ?? [];
  let content = <Skeleton width="100%" height="12rem" />;
  if (!canSealHere()) {
    content = (
      <Alert
        status="danger"
        icon
        title={t('seal.insecure.title')}
        description={t('seal.insecure.description')}
      />
    );
  } else if (targets.error) {
    content = (
      <ErrorState
        error={targets.error}
        onRetry={targets.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  } else if (targets.value?.places.length === 0) {
    content = (
      <Alert
        status="info"
        icon
        title={refusal?.reason ?? t('seal.where.none')}
        description={refusal?.remedy}
      />
    );
  } else if (targets.value) {
    content = (
      <SealEditor
        entityRef={entityRef}
        targets={targets.value}
        form={form}
        onSealed={onSealed}
        onCancel={onClose}
      />
    );
  }
  return (
    // To seal does not submit the form around it.
    <div role="presentation" onSubmit={event => event.stopPropagation()}>
      <Dialog isOpen onOpenChange={isOpen => !isOpen && onClose()} width={900}>
        <DialogHeader>{t('seal.title')}</DialogHeader>
        <DialogBody>{content}</DialogBody>
      </Dialog>
    </div>
  );
}
