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

import { Flex, Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { searchOf, useResource, useRevision } from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { NeedsAction } from '../NeedsAction';

const MOST = 5;

/** What needs action at the secrets of somebody and their groups, the worst first. */
export function HomePageFindings() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const identity = useApi(identityApiRef);
  const inventory = useRouteRef(inventoryRouteRef)();
  const revision = useRevision();
  const mine = useResource(
    'mine',
    async () => {
      const { ownershipEntityRefs } = await identity.getBackstageIdentity();
      const owner = ownershipEntityRefs;
      return { owner, summary: await api.getSecretsSummary({ owner }) };
    },
    revision,
  );
  if (mine.error && !mine.value) {
    return (
      <ErrorState
        error={mine.error}
        onRetry={mine.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!mine.value) {
    return <Skeleton width="80%" height="1.5rem" />;
  }
  const { owner, summary } = mine.value;
  if (summary.attention === 0) {
    return <Text as="p">{t('home.nothing')}</Text>;
  }
  const owning = summary.facets.owner
    .map(({ value }) => value)
    .filter(ref => owner.includes(ref));
  return (
    <Flex direction="column" gap="3">
      <Text as="p">
        {t('sentence.secrets', { count: summary.total })}
        {' · '}
        {t('sentence.attention', { count: summary.attention })}
      </Text>
      <NeedsAction request={{ owner }} most={MOST} revision={revision} />
      <Link
        href={`${inventory}${searchOf({
          owner: owning,
          state: ['attention'],
        })}`}
      >
        {t('home.all')}
      </Link>
    </Flex>
  );
}
