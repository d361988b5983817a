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
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  Flex,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type RecommendedRole,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { ErrorState } from '../ErrorState';
import styles from './Access.module.css';

interface RecommendedRolesProps {
  entityRef: string;
  revision: number;
}

/** What the ServiceAccounts of an entity should have instead of what they have. */
export function RecommendedRoles(props: RecommendedRolesProps) {
  const { entityRef, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const roles = useResource(
    `roles ${entityRef}`,
    async () => (await api.listRecommendedRoles({ entityRef })).items,
    revision,
  );
  if (roles.error && !roles.value) {
    return (
      <ErrorState
        error={roles.error}
        onRetry={roles.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!roles.value) {
    return <Skeleton width="100%" height="6rem" />;
  }
  return (
    <Flex direction="column" gap="3">
      <Text as="h3" variant="body-large" weight="bold">
        {t('role.title')}
      </Text>
      {roles.value.length === 0 && (
        <Text color="secondary">{t('role.none')}</Text>
      )}
      {roles.value.map(role => (
        <Accordion
          key={`${role.sourceId} ${role.namespace}/${role.account}`}
          className={styles.role}
        >
          <AccordionTrigger
            title={t('role.account', {
              account: role.account,
              place: `${role.sourceId} / ${role.namespace}`,
            })}
            subtitle={subtitleOf(role)}
          />
          <AccordionPanel>
            <RoleDetails role={role} />
          </AccordionPanel>
        </Accordion>
      ))}
    </Flex>
  );

  function subtitleOf(role: RecommendedRole) {
    const count = role.excess.length;
    if (role.readsAll) {
      return t('role.losesAll');
    }
    return count > 0 ? t('role.loses', { count }) : t('role.tight');
  }
}

function RoleDetails({ role }: { role: RecommendedRole }) {
  const { t } = useSecretsText();
  const { excess, readsAll } = role;
  return (
    <Flex direction="column" gap="3">
      {(excess.length > 0 || readsAll) && (
        <Text>
          {t('role.excess', {
            names: [...excess, ...(readsAll ? [t('role.anyOther')] : [])].join(
              t('separator'),
            ),
          })}
        </Text>
      )}
      <div className={styles.sides}>
        <Yaml title={t('role.today')} text={role.current} />
        {role.role ? (
          <Yaml title={t('role.instead')} text={role.role} canCopy />
        ) : (
          <Text>{t('role.nothing')}</Text>
        )}
      </div>
      <Text variant="body-small" color="secondary">
        {role.isChecked ? t('role.checked') : t('role.unchecked')}{' '}
        {t('role.mounts')}
      </Text>
    </Flex>
  );
}

function Yaml(props: { title: string; text: string; canCopy?: boolean }) {
  const { title, text, canCopy } = props;
  return (
    <div>
      <Flex align="center" gap="1">
        <Text weight="bold">{title}</Text>
        {canCopy && <CopyButton text={text} />}
      </Flex>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.code} tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
