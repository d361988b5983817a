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
  Button,
  CardBody,
  CardHeader,
  Flex,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { portalReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useResource } from '../../hooks';
import { accessRouteRef, secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { subjectKind, subjectTitle } from '../Access';
import { Card } from '../Card';
import { ErrorState } from '../ErrorState';
import styles from './AccessPage.module.css';

const PAGE_SIZE = 50;

interface AtRiskProps {
  sourceId: string;
  start: string;
  revision: number;
}

/** What somebody, a pod or a node reaches: what to rotate, the nearest first. */
export function AtRisk(props: AtRiskProps) {
  const { sourceId, start, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const access = useRouteRef(accessRouteRef)();
  const pages = useCursorPages(`${sourceId} ${start}`);
  const reach = useResource(
    `reach ${sourceId} ${start} ${pages.cursor ?? ''}`,
    () =>
      api.getReach({
        sourceId,
        start,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
    revision,
  );
  if (reach.error && !reach.value) {
    return (
      <ErrorState
        error={reach.error}
        onRetry={reach.retry}
        forbidden={t('forbidden.list', {
          permission: portalReadPermission.name,
        })}
      />
    );
  }
  if (!reach.value || reach.isStale) {
    return <Skeleton width="100%" height="10rem" />;
  }
  const { subject, items, totalItems, nextCursor, seesAll } = reach.value;
  return (
    <Card>
      <CardHeader>
        <Flex justify="between" align="center">
          <Text as="h3" variant="body-large" weight="bold">
            {t('access.atRisk', {
              name: subjectTitle(subject),
              kind: subjectKind(t, subject),
              count: totalItems,
            })}
          </Text>
          <Link href={access}>{t('access.close')}</Link>
        </Flex>
      </CardHeader>
      <CardBody className={styles.list}>
        <ol start={pages.index * PAGE_SIZE + 1}>
          {items.map(({ secret, access: how, steps }) => (
            <li key={secret.id}>
              <Link href={secretLink({ id: secret.id })}>
                {secret.namespace} / {secret.name}
              </Link>{' '}
              <Text variant="body-small" color="secondary">
                {t(`access.${how}`)} · {t('access.steps', { count: steps })}
              </Text>
            </li>
          ))}
        </ol>
        {(pages.index > 0 || nextCursor) && (
          <Flex gap="2">
            <Button
              size="small"
              variant="secondary"
              isDisabled={pages.index === 0}
              onPress={pages.previous}
            >
              {t('access.previous')}
            </Button>
            <Button
              size="small"
              variant="secondary"
              isDisabled={!nextCursor}
              onPress={() => nextCursor && pages.next(nextCursor)}
            >
              {t('access.next')}
            </Button>
          </Flex>
        )}
        {!seesAll && <Text color="secondary">{t('access.mayBeMore')}</Text>}
      </CardBody>
    </Card>
  );
}
