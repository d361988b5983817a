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
  Cell,
  Flex,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Rotation } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { useCursorPages, useResource } from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { TextCell } from '../TextCell';

const PAGE_SIZE = 10;

interface RotationsProps {
  request: ScopeRequest;
  revision: number;
}

/** Which values were changed and when, newest first. */
export function Rotations(props: RotationsProps) {
  const { request, revision } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const key = JSON.stringify(request);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listRotations({ ...request, cursor: pages.cursor, limit: PAGE_SIZE }),
    revision,
  );
  if (page.error && !page.value) {
    // The keys above say what is wrong where nothing can be loaded.
    return null;
  }
  const nextCursor = page.value?.nextCursor;
  const columns: ColumnConfig<Rotation>[] = [
    {
      id: 'keys',
      label: t('rotation.key'),
      isRowHeader: true,
      cell: ({ keys, secret }) => (
        <TextCell
          title={keys.join(t('separator')) || secret.name}
          description={`${secret.name} · ${secret.sourceTitle} / ${secret.namespace}`}
          isStrong
        />
      ),
    },
    {
      id: 'when',
      label: t('rotation.changed'),
      cell: ({ at }) => (
        <Cell>
          <RelativeTime at={at} />
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push({
      id: 'how',
      label: t('rotation.known'),
      cell: () => <TextCell title={t('age.basis.exactObserved')} />,
    });
  }
  return (
    <Flex direction="column" gap="3">
      <Text as="h2" variant="title-x-small">
        {t('rotation.history')}
      </Text>
      <Table
        columnConfig={columns}
        data={page.value?.items}
        isPending={page.isPending}
        isStale={page.isStale}
        rowConfig={{ getHref: ({ secret }) => secretLink({ id: secret.id }) }}
        emptyState={<Text>{t('rotation.noHistory')}</Text>}
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
    </Flex>
  );
}
