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

import { Alert, Container, Flex, Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  sourceReadPermission,
  sourceSyncPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import {
  awsRouteRef,
  externalSecretsRouteRef,
  sealedSecretsRouteRef,
  vaultRouteRef,
} from '../../routes';
import { useSecretsText } from '../../text';
import { AWS } from '../AwsPage';
import { ErrorState } from '../ErrorState';
import { ProblemList } from '../ProblemList';
import { SourceCard } from './SourceCard';
import styles from './SourcesPage.module.css';

/** Worst first. */
const STATE_ORDER = [
  'down',
  'degraded',
  'noCredential',
  'starting',
  'syncing',
  'live',
];

/** The systems that Keyward observes, how well that goes, and what to do where it does not. */
export function SourcesPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const sources = useResource('all', () => api.listSources({}), useRevision());
  const sealed = useResource('sealed', () =>
    api.getResourcesSummary({ kind: ['sealing-controller', 'sealed-secret'] }),
  );
  const external = useResource('external', () =>
    api.getResourcesSummary({ kind: ['secret-store', 'external-secret'] }),
  );
  const vaults = useResource('vaults', () =>
    api.getResourcesSummary({ kind: ['vault-server'] }),
  );
  const inAws = useResource('aws', () =>
    api.getSecretsSummary({ sourceKind: AWS }),
  );
  const sealedSecrets = useRouteRef(sealedSecretsRouteRef)();
  const externalSecrets = useRouteRef(externalSecretsRouteRef)();
  const vault = useRouteRef(vaultRouteRef)();
  const aws = useRouteRef(awsRouteRef)();
  const { allowed: maySync } = usePermission({
    permission: sourceSyncPermission,
  });

  if (sources.error && !sources.value) {
    return (
      <Container>
        <ErrorState
          error={sources.error}
          onRetry={sources.retry}
          forbidden={t('forbidden.sources', {
            permission: sourceReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!sources.value) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Skeleton width="16rem" height="1.75rem" />
          <Skeleton width="100%" height="12rem" />
        </Flex>
      </Container>
    );
  }
  const { items, warnings } = sources.value;
  const sorted = [...items].sort(
    (one, other) =>
      STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state) ||
      one.title.localeCompare(other.title),
  );
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('sources.sentence', {
            count: items.length,
            live: String(items.filter(item => item.state === 'live').length),
          })}
        </Text>
        <Flex gap="4">
          {Boolean(sealed.value?.total) && (
            <Link href={sealedSecrets}>{t('sealedSecrets.title')}</Link>
          )}
          {Boolean(external.value?.total) && (
            <Link href={externalSecrets}>{t('externalSecrets.title')}</Link>
          )}
          {Boolean(vaults.value?.total) && (
            <Link href={vault}>{t('vault.title')}</Link>
          )}
          {Boolean(inAws.value?.total) && (
            <Link href={aws}>{t('aws.title')}</Link>
          )}
        </Flex>
        {warnings.length > 0 && (
          <Alert
            status="warning"
            icon
            title={t('sources.installation')}
            description={<ProblemList problems={warnings} />}
          />
        )}
        {items.length === 0 && <Text as="p">{t('sources.none')}</Text>}
        <div className={styles.cards}>
          {sorted.map(source => (
            <SourceCard key={source.id} source={source} maySync={maySync} />
          ))}
        </div>
      </Flex>
    </Container>
  );
}
