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

import { Button, CardBody, CardHeader, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { StateBadge } from '../StateBadge';
import { AWS, readPlace } from './aws';
import styles from './AwsPage.module.css';

interface AccountCardProps {
  account: Count;
  revision: number;
  /** Shows the secrets of a region and service. */
  onShow: (place: string) => void;
}

/** One account: what is in each of its regions. */
export function AccountCard(props: AccountCardProps) {
  const { account, revision, onShow } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const summary = useResource(
    account.value,
    () => api.getSecretsSummary({ sourceKind: AWS, sourceId: [account.value] }),
    revision,
  );
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {account.title ?? account.value}
        </Text>
        <StateBadge
          tone={account.attention > 0 ? 'bad' : 'good'}
          word={t('aws.attention', { count: account.attention })}
        />
      </CardHeader>
      <CardBody>
        {!summary.value && <Skeleton width="100%" height="4rem" />}
        <ul className={styles.places}>
          {summary.value?.facets.namespace.map(({ value, count }) => {
            const { region, service } = readPlace(value);
            return (
              <li key={value}>
                <Text as="span">
                  {t('aws.place', { region, service: t(service) })}
                </Text>
                <Button
                  size="small"
                  variant="tertiary"
                  aria-label={t('aws.showPlace', {
                    count,
                    place: t('aws.place', { region, service: t(service) }),
                  })}
                  onPress={() => onShow(value)}
                >
                  {t('aws.secrets', { count })}
                </Button>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
