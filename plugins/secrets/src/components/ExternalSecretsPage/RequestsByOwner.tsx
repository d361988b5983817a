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
import { Button, Cell, Text, type ColumnConfig } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type OwnerSum } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { entityName, useSecretsText, type SecretsText } from '../../text';
import { Table } from '../Table';
import { TextCell } from '../TextCell';

const DAY_HOURS = 24;
const FIRST = 5;
/** The server's word for those that no owner is known of. */
const NO_OWNER = 'none';

type Row = OwnerSum & { id: string };

interface RequestsByOwnerProps {
  cluster: string | undefined;
  revision: number;
}

/** Whose ExternalSecrets ask providers most, as far as intervals and keys tell. Nothing where none is read again. */
export function RequestsByOwner(props: RequestsByOwnerProps) {
  const { cluster, revision } = props;
  const api = useApi(secretsApiRef);
  const text = useSecretsText();
  const { t } = text;
  const [all, setAll] = useState(false);
  const summary = useResource(
    cluster ?? '',
    () =>
      api.getResourcesSummary({
        kind: ['external-secret'],
        sum: 'callsPerDay',
        ...(cluster ? { sourceId: [cluster] } : {}),
      }),
    revision,
  );
  const sum = summary.value?.sum;
  if (!sum || sum.byOwner.length === 0) {
    return null;
  }
  const rows = sum.byOwner.map(each => ({ ...each, id: each.owner }));
  const title = t('externalSecrets.byOwner.title');
  return (
    <section aria-label={title}>
      <Text as="h3" variant="body-large" weight="bold">
        {title}
      </Text>
      <Text as="p" variant="body-small" color="secondary">
        {t('externalSecrets.byOwner.total', { perHour: perHour(sum.total) })}
      </Text>
      <Table
        columnConfig={columnsOf(text)}
        data={all ? rows : rows.slice(0, FIRST)}
        pagination={{ type: 'none' }}
      />
      {rows.length > FIRST && (
        <Button
          size="small"
          variant="secondary"
          onPress={() => setAll(before => !before)}
        >
          {all
            ? t('externalSecrets.byOwner.fewer')
            : t('externalSecrets.byOwner.all', { count: rows.length })}
        </Button>
      )}
    </section>
  );
}

function columnsOf({ t }: SecretsText): ColumnConfig<Row>[] {
  return [
    {
      id: 'owner',
      width: '2fr',
      label: t('filter.owner'),
      isRowHeader: true,
      cell: ({ owner }) => (
        <TextCell
          title={
            owner === NO_OWNER
              ? t('externalSecrets.byOwner.nobody')
              : entityName(owner)
          }
          isStrong
        />
      ),
    },
    {
      id: 'requests',
      width: '3fr',
      label: t('externalSecrets.byOwner.estimate'),
      cell: ({ sum, count }) => (
        <Cell>
          <Text as="div">
            {t('externalSecrets.byOwner.perHour', { perHour: perHour(sum) })}
          </Text>
          <Text as="div" variant="body-small" color="secondary">
            {t('externalSecrets.byOwner.from', { count })}
          </Text>
        </Cell>
      ),
    },
  ];
}

/** Of requests in a day. */
function perHour(perDay: number): string {
  const value = perDay / DAY_HOURS;
  return value > 0 && value < 0.1
    ? '< 0.1'
    : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
}
