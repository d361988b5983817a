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

import { lazy, Suspense } from 'react';
import {
  Dialog,
  DialogBody,
  DialogHeader,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type AccessSubject,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { foldSteps } from './foldSteps';
import { PathSteps } from './PathSteps';
import { subjectKind } from './subjectWords';

// The graph is heavy, and the words beside it say the same.
const PathPicture = lazy(() =>
  import('./PathPicture').then(m => ({ default: m.PathPicture })),
);

interface PathDialogProps {
  secret: Pick<SecretSummary, 'id' | 'name' | 'namespace' | 'sourceTitle'>;
  subject: Pick<AccessSubject, 'id' | 'kind' | 'name' | 'namespace'>;
  isNeeded: boolean;
  onClose: () => void;
}

/** Why somebody can reach a secret: a shortest path, step by step, as a picture and in words. */
export function PathDialog(props: PathDialogProps) {
  const { secret, subject, isNeeded, onClose } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const { value: path, ...state } = useResource(
    `path ${secret.id} ${subject.id}`,
    () => api.getAccessPath({ secretId: secret.id, subject: subject.id }),
  );
  const steps = path && foldSteps(path.steps);
  return (
    <Dialog
      isOpen
      onOpenChange={isOpen => !isOpen && onClose()}
      width={760}
      isDismissable
    >
      <DialogHeader>
        {t('access.pathTitle', { subject: subject.name, secret: secret.name })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="4">
          <Text color="secondary">
            {subjectKind(t, subject)} → {secret.sourceTitle} /{' '}
            {secret.namespace}
            {' · '}
            {isNeeded ? t('access.hasNeed') : t('access.noNeed')}
          </Text>
          {state.error && (
            <ErrorState
              error={state.error}
              onRetry={state.retry}
              forbidden={t('forbidden.list', {
                permission: secretReadPermission.name,
              })}
            />
          )}
          {steps && (
            <>
              <Suspense fallback={<Skeleton width="100%" height="7rem" />}>
                <PathPicture steps={steps} />
              </Suspense>
              <PathSteps steps={steps} />
            </>
          )}
          {state.isPending && <Skeleton width="100%" height="14rem" />}
        </Flex>
      </DialogBody>
    </Dialog>
  );
}
