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

import { Button, Flex, Skeleton, Text } from '@backstage/ui';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import {
  AccessMatrix,
  AccessSentence,
  RecommendedRoles,
  UnknownAccess,
  UnneededSubjects,
} from '../Access';
import { ErrorState } from '../ErrorState';
import { ExportButton } from '../ExportButton';

const PAGE_SIZE = 200;

/**
 * Who can reach the secrets of the entity whose page it stands on.
 *
 * @public
 */
export function EntityRbacContent() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const key = `access ${entityRef}`;
  const pages = useCursorPages(key);
  const matrix = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.getAccessMatrix({
        entityRef,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
    revision,
  );
  if (matrix.error && !matrix.value) {
    return (
      <ErrorState
        error={matrix.error}
        onRetry={matrix.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!matrix.value) {
    return (
      <Flex direction="column" gap="4">
        <Skeleton width="min(36rem, 90%)" height="1.75rem" />
        <Skeleton width="100%" height="20rem" />
      </Flex>
    );
  }
  const { summary, unknown, asOf, secrets, nextCursor } = matrix.value;
  if (secrets.length === 0) {
    return <Text>{t('access.noSecrets')}</Text>;
  }
  return (
    <Flex direction="column" gap="4">
      <Flex justify="between" align="start" gap="4">
        <AccessSentence summary={summary} asOf={asOf} />
        <ExportButton
          load={() => api.exportAccess({ entityRef })}
          fileName={`access-${entity.metadata.name}.csv`}
        />
      </Flex>
      <UnknownAccess unknown={unknown} />
      <RecommendedRoles entityRef={entityRef} revision={revision} />
      <UnneededSubjects matrix={matrix.value} />
      <AccessMatrix matrix={matrix.value} />
      {(nextCursor || pages.index > 0) && (
        <Flex gap="2">
          <Button
            variant="secondary"
            isDisabled={pages.index === 0}
            onPress={pages.previous}
          >
            {t('access.previousSecrets')}
          </Button>
          <Button
            variant="secondary"
            isDisabled={!nextCursor}
            onPress={() => nextCursor && pages.next(nextCursor)}
          >
            {t('access.nextSecrets')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
