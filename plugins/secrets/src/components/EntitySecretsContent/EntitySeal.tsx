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

import { Skeleton } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type SecretRequest,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { SealPage } from '../SealForm';

interface EntitySealProps {
  entityRef: string;
  /** The secret whose values are replaced, rather than a new one. */
  replacedId: string | undefined;
  onRequested: (requests: SecretRequest[]) => void;
  onClose: () => void;
}

/** Seals values for the service: a new secret, or values of one that there is. */
export function EntitySeal(props: EntitySealProps) {
  const { entityRef, replacedId, onRequested, onClose } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const secret = useResource(replacedId ?? '', async () =>
    replacedId ? await api.getSecret({ id: replacedId }) : undefined,
  );
  if (secret.isPending) {
    return <Skeleton width="100%" height="12rem" />;
  }
  if (secret.error) {
    return (
      <ErrorState
        error={secret.error}
        onRetry={secret.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  const { value } = secret;
  return (
    <SealPage
      entityRef={entityRef}
      replaced={
        value && {
          sourceId: value.sourceId,
          namespace: value.namespace,
          name: value.name,
          type: value.type ?? 'Opaque',
          keys: value.keys.map(({ name }) => name),
        }
      }
      onRequested={onRequested}
      onClose={onClose}
    />
  );
}
