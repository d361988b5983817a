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

import { useMemo } from 'react';
import {
  Cell,
  Flex,
  Link,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  type Consumer,
  type SecretDetail,
  type SecretUsage,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { TextCell } from '../TextCell';

const PAGE_SIZE = 20;

interface ConsumersTableProps {
  secret: SecretDetail;
}

interface ConsumerRow extends Consumer {
  id: string;
}

/** What refers to a secret, and how. */
export function ConsumersTable(props: ConsumersTableProps) {
  const { secret } = props;
  const text = useSecretsText();
  const { t } = text;
  const rows = useMemo(
    () =>
      secret.consumerList.map((consumer, index) => ({
        ...consumer,
        id: String(index),
      })),
    [secret.consumerList],
  );
  const { tableProps } = useTable<ConsumerRow>({
    mode: 'complete',
    data: rows,
    paginationOptions: {
      type: rows.length > PAGE_SIZE ? 'page' : 'none',
      pageSize: PAGE_SIZE,
      pageSizeOptions: [],
    },
  });

  const columns: ColumnConfig<ConsumerRow>[] = [
    {
      id: 'consumer',
      label: t('secret.consumers'),
      isRowHeader: true,
      cell: consumer => (
        <TextCell
          title={`${consumer.kind}/${consumer.name}`}
          description={belonging(consumer, text)}
        />
      ),
    },
    {
      id: 'how',
      label: t('secret.how'),
      cell: consumer => (
        <TextCell title={text.how(consumer.how)} description={consumer.path} />
      ),
    },
    {
      id: 'container',
      label: t('secret.container'),
      cell: consumer => (
        <TextCell
          title={consumer.container ?? '—'}
          description={containerKind(consumer, text)}
        />
      ),
    },
    {
      id: 'keys',
      label: t('secret.whichKeys'),
      cell: consumer => (
        <Cell>
          <Text>
            {consumer.keys?.join(t('separator')) ?? t('secret.allKeys')}
          </Text>
          {consumer.optional && (
            <Text as="p" variant="body-x-small" color="secondary">
              {t('secret.optional')}
            </Text>
          )}
          {consumer.subPath && (
            <Text as="p" variant="body-x-small" color="secondary">
              {t('secret.subPath')}
            </Text>
          )}
        </Cell>
      ),
    },
  ];

  return (
    <Flex direction="column" gap="3">
      <KubernetesLinks secret={secret} />
      <Table
        columnConfig={columns}
        {...tableProps}
        emptyState={
          <Flex direction="column" gap="1">
            <Text>{t('secret.noConsumers')}</Text>
            {secret.usage && (
              <Text variant="body-small" color="secondary">
                {usageText(secret.usage, text)}
              </Text>
            )}
          </Flex>
        }
      />
    </Flex>
  );
}

function usageText(usage: SecretUsage, { t, absolute }: SecretsText): string {
  switch (usage.state) {
    case 'used':
      return usage.platform
        ? t('secret.usagePlatform', { platform: usage.platform })
        : t('secret.usageUsed');
    case 'unknown':
      if (usage.doubt?.kind === 'possibleConsumer') {
        return t('secret.usagePossible', { consumers: usage.doubt.of });
      }
      if (usage.doubt?.kind === 'unlistedKind') {
        return usage.doubt.of === '*'
          ? t('secret.usageUnlistedAny')
          : t('secret.usageUnlisted', { kinds: usage.doubt.of });
      }
      if (usage.doubt) {
        return t(
          usage.doubt.kind === 'type'
            ? 'secret.usageUnknownType'
            : 'secret.usageUnknownLabel',
          { mark: usage.doubt.of },
        );
      }
      return t('secret.usageUnknown', { count: usage.observedDays ?? 0 });
    default:
      return t('secret.usageSince', { since: absolute(usage.since!) });
  }
}

function KubernetesLinks(props: ConsumersTableProps) {
  const { t } = useSecretsText();
  const entityLink = useRouteRef(entityRouteRef);
  const refs = [...new Set(props.secret.links.map(link => link.entityRef))];
  if (refs.length === 0) {
    return null;
  }
  return (
    <Flex gap="3">
      {refs.map(ref => {
        const entity = parseEntityRef(ref);
        return (
          <Link key={ref} href={`${entityLink(entity)}/kubernetes`}>
            {t('secret.kubernetes', { name: entity.name })}
          </Link>
        );
      })}
    </Flex>
  );
}

function belonging(consumer: Consumer, { t }: SecretsText) {
  const parts = [];
  if (consumer.namespace) {
    parts.push(consumer.namespace);
  }
  if (consumer.workload) {
    const { kind, name } = consumer.workload;
    parts.push(t('secret.partOf', { workload: `${kind}/${name}` }));
  }
  if (consumer.pods !== undefined) {
    parts.push(t('secret.pods', { count: consumer.pods }));
  }
  return parts.join(' · ');
}

function containerKind(consumer: Consumer, text: SecretsText) {
  return consumer.containerKind && consumer.containerKind !== 'container'
    ? text.how(consumer.containerKind)
    : undefined;
}
