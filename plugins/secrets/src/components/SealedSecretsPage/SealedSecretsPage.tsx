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
import { Button, Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { PartlyKnown } from '../PartlyKnown';
import { ControllerCard } from './ControllerCard';
import { SealedSecretsTable } from './SealedSecretsTable';
import styles from './SealedSecretsPage.module.css';

const CONTROLLERS_A_PAGE = 12;

/** What the module says where it does not see everything. */
const UNSEEN = [
  'sealed-secrets-forbidden',
  'sealed-secrets-too-many-controllers',
  'sealed-secrets-too-many-keys',
];

/** The controllers of Sealed Secrets, their keys, and which SealedSecrets they do not open. */
export function SealedSecretsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const pages = useCursorPages('controllers');
  const summary = useResource(
    'all',
    () =>
      api.getResourcesSummary({
        kind: ['sealed-secret'],
        by: ['opened', 'neverOpens', 'stale'],
      }),
    revision,
  );
  const controllers = useResource(
    pages.cursor ?? '',
    () =>
      api.listResources({
        kind: ['sealing-controller'],
        cursor: pages.cursor,
        limit: CONTROLLERS_A_PAGE,
      }),
    revision,
  );
  const failed = [summary, controllers].find(
    ({ error, value }) => error && !value,
  );
  if (failed) {
    return (
      <Container>
        <ErrorState
          error={failed.error!}
          onRetry={failed.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!summary.value || !controllers.value) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Skeleton width="24rem" height="1.75rem" />
          <Skeleton width="100%" height="12rem" />
        </Flex>
      </Container>
    );
  }
  const { counts, total } = summary.value;
  const { items, totalItems, nextCursor } = controllers.value;
  const notOpened =
    counts.find(
      ({ attribute, value }) => attribute === 'opened' && value === 'false',
    )?.count ?? 0;
  const partlyKnown = (
    <PartlyKnown codes={UNSEEN} title={t('sealedSecrets.partial')} />
  );
  if (total === 0 && totalItems === 0) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <Text as="h2" variant="title-x-small">
            {t('sealedSecrets.title')}
          </Text>
          {partlyKnown}
          <Text as="p">{t('sealedSecrets.nothing')}</Text>
        </Flex>
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('sealedSecrets.sentence', {
            count: total,
            notOpened: String(notOpened),
          })}
        </Text>
        {partlyKnown}
        <div className={styles.cards}>
          {items.map(controller => (
            <ControllerCard
              key={controller.id}
              controller={controller}
              revision={revision}
            />
          ))}
        </div>
        {items.length === 0 && (
          <Text as="p" color="secondary">
            {t('sealedSecrets.noController')}
          </Text>
        )}
        {totalItems > items.length && (
          <Flex gap="2">
            <Button
              variant="secondary"
              isDisabled={pages.index === 0}
              onPress={pages.previous}
            >
              {t('sealedSecrets.previousControllers')}
            </Button>
            <Button
              variant="secondary"
              isDisabled={!nextCursor}
              onPress={() => nextCursor && pages.next(nextCursor)}
            >
              {t('sealedSecrets.nextControllers')}
            </Button>
          </Flex>
        )}
        <SealedSecretsTable summary={summary.value} revision={revision} />
      </Flex>
    </Container>
  );
}
