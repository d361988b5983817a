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

import { stringifyEntityRef } from '@backstage/catalog-model';
import {
  CardBody,
  CardFooter,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useEntityTab, useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { ErrorState } from '../ErrorState';
import { NeedsAction } from '../NeedsAction';

const MOST = 3;

/** The secrets of an entity in a sentence, and what is worst about them. */
export function EntitySecretsCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { t } = useSecretsText();
  const tab = useEntityTab(entityRef);
  return (
    <Card>
      <CardHeader>
        <Text as="h3" variant="title-x-small" weight="bold">
          {t('title')}
        </Text>
      </CardHeader>
      <CardBody>
        <Content entityRef={entityRef} />
      </CardBody>
      <CardFooter>
        <Flex gap="4">
          <Link href={tab('secrets')}>{t('card.secrets')}</Link>
          <Link href={tab('rotation')}>{t('card.rotation')}</Link>
        </Flex>
      </CardFooter>
    </Card>
  );
}

function Content(props: { entityRef: string }) {
  const { entityRef } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const summary = useResource(
    entityRef,
    () => api.getSecretsSummary({ entityRef }),
    revision,
  );
  if (summary.error && !summary.value) {
    return (
      <ErrorState
        error={summary.error}
        onRetry={summary.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!summary.value) {
    return <Skeleton width="80%" height="1.5rem" />;
  }
  const { attention, total } = summary.value;
  return (
    <Flex direction="column" gap="3">
      <Text as="p">
        {t('sentence.secrets', { count: total })}
        {' · '}
        {attention > 0
          ? t('sentence.attention', { count: attention })
          : t('sentence.noAction')}
      </Text>
      {attention > 0 && (
        <NeedsAction request={{ entityRef }} most={MOST} revision={revision} />
      )}
    </Flex>
  );
}
