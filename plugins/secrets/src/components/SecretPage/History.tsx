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

import { Cell, Text, type ColumnConfig } from '@backstage/ui';
import { Table } from '../Table';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type HistoryEntry,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { RelativeTime } from '../RelativeTime';
import { TextCell } from '../TextCell';

const PAGE_SIZE = 20;

interface HistoryProps {
  id: string;
  revision: number;
}

/** What happened to a secret, newest first, a page at a time. */
export function History(props: HistoryProps) {
  const { id, revision } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const pages = useCursorPages(id);
  const page = useResource(
    `${id} ${pages.cursor ?? ''}`,
    () => api.getSecretHistory({ id, cursor: pages.cursor, limit: PAGE_SIZE }),
    revision,
  );
  if (page.error && !page.value) {
    return (
      <ErrorState
        error={page.error}
        onRetry={page.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  const nextCursor = page.value?.nextCursor;

  const columns: ColumnConfig<HistoryEntry>[] = [
    {
      id: 'when',
      label: t('secret.when'),
      cell: entry => (
        <Cell>
          <RelativeTime at={entry.at} />
        </Cell>
      ),
    },
    {
      id: 'what',
      label: t('secret.what'),
      isRowHeader: true,
      cell: entry => (
        <TextCell title={text.event(entry.event)} description={entry.detail} />
      ),
    },
    {
      id: 'keys',
      label: t('secret.whichKeys'),
      cell: entry => (
        <TextCell title={entry.keys?.join(t('separator')) ?? '—'} />
      ),
    },
  ];
  return (
    <Table
      columnConfig={columns}
      data={page.value?.items}
      isPending={page.isPending}
      isStale={page.isStale}
      emptyState={<Text>{t('secret.noHistory')}</Text>}
      pagination={{
        type: 'page',
        pageSize: PAGE_SIZE,
        pageSizeOptions: [],
        hasNextPage: Boolean(nextCursor) && !page.isStale,
        hasPreviousPage: pages.index > 0,
        onNextPage: () => nextCursor && pages.next(nextCursor),
        onPreviousPage: pages.previous,
      }}
    />
  );
}
