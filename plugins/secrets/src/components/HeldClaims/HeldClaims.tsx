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
import { Alert, Button, Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  claimConfirmPermission,
  type EntityOrigin,
  type ListClaims200Response,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useSecretsText } from '../../text';
import styles from './HeldClaims.module.css';

interface HeldClaimsProps {
  entityRef: string;
  claims: ListClaims200Response;
  onConfirmed: () => void;
}

/** Why secrets that name an entity are not shown with it, and what releases them. */
export function HeldClaims(props: HeldClaimsProps) {
  const { entityRef, claims, onConfirmed } = props;
  const { t } = useSecretsText();
  const { allowed: mayConfirm } = usePermission({
    permission: claimConfirmPermission,
  });
  const held = claims.items.find(({ status }) => status === 'held');
  if (!held) {
    return null;
  }
  const { hold } = claims;
  return (
    <Alert
      status="warning"
      icon
      title={t('claims.held.title')}
      description={
        <Flex direction="column" gap="2">
          <Text as="p">{t('claims.held.explain', { entity: held.value })}</Text>
          {hold && (
            <dl className={styles.origins}>
              <Origin label={t('claims.held.before')} origin={hold.before} />
              <Origin label={t('claims.held.now')} origin={hold.now} />
            </dl>
          )}
          {held.remedy && (
            <Text as="p" variant="body-small">
              <strong>{t('claims.held.release')}</strong> {held.remedy}
            </Text>
          )}
          {hold && mayConfirm && (
            <ConfirmButton
              entityRef={entityRef}
              origin={hold.now}
              onConfirmed={onConfirmed}
            />
          )}
        </Flex>
      }
    />
  );
}

function Origin(props: { label: string; origin: EntityOrigin }) {
  const { label, origin } = props;
  const { t } = useSecretsText();
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {t('claims.held.owners')}:{' '}
        {origin.ownerRefs.join(', ') || t('notKnown')}
        <br />
        {t('claims.held.location')}: {origin.location ?? t('notKnown')}
      </dd>
    </>
  );
}

function ConfirmButton(props: {
  entityRef: string;
  origin: EntityOrigin;
  onConfirmed: () => void;
}) {
  const { entityRef, origin, onConfirmed } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [error, setError] = useState<Error>();
  const confirm = async () => {
    try {
      await api.confirmClaims({ entityRef, ...origin });
      setError(undefined);
      onConfirmed();
    } catch (failure) {
      setError(failure as Error);
    }
  };
  return (
    <>
      {error && (
        <Alert
          status="danger"
          icon
          title={t('claims.held.failed', { message: error.message })}
        />
      )}
      <Flex align="center" gap="3">
        <Button onPress={confirm}>{t('claims.held.confirm')}</Button>
        <Text variant="body-small">{t('claims.held.consequence')}</Text>
      </Flex>
    </>
  );
}
