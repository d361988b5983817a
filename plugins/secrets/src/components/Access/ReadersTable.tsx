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
import {
  Button,
  Cell,
  Flex,
  Skeleton,
  Text,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type Reader,
  type SecretSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { dangerText } from '../DangerText';
import { ErrorState } from '../ErrorState';
import { TextCell } from '../TextCell';
import { PathDialog } from './PathDialog';
import { SubjectName } from './SubjectName';
import { subjectKind } from './subjectWords';
import { UnknownAccess } from './UnknownAccess';

const PAGE_SIZE = 20;

interface ReadersTableProps {
  secret: Pick<
    SecretSummary,
    'id' | 'name' | 'namespace' | 'sourceId' | 'sourceTitle'
  >;
  revision: number;
}

/** Who can reach one secret. */
export function ReadersTable(props: ReadersTableProps) {
  const { secret, revision } = props;
  const { t, rights } = useSecretsText();
  const api = useApi(secretsApiRef);
  const [open, setOpen] = useState<Reader>();
  const readers = useResource(
    `readers ${secret.id}`,
    () => api.listReaders({ id: secret.id }),
    revision,
  );
  const rows = readers.value?.items ?? [];
  const { tableProps } = useTable<Reader>({
    mode: 'complete',
    data: rows,
    paginationOptions: {
      type: rows.length > PAGE_SIZE ? 'page' : 'none',
      pageSize: PAGE_SIZE,
      pageSizeOptions: [],
    },
  });
  if (readers.error && !readers.value) {
    return (
      <ErrorState
        error={readers.error}
        onRetry={readers.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!readers.value) {
    return <Skeleton width="100%" height="10rem" />;
  }
  const { unknown } = readers.value;
  const people = rows.filter(({ isSystem }) => !isSystem);
  const columns: ColumnConfig<Reader>[] = [
    {
      id: 'subject',
      label: t('access.who'),
      isRowHeader: true,
      cell: reader => (
        <TextCell
          title={<SubjectName subject={reader} />}
          description={subjectKind(t, reader)}
          isStrong
        />
      ),
    },
    {
      id: 'access',
      label: t('access.how'),
      cell: reader => (
        <TextCell
          title={t(`access.${reader.access}`)}
          description={[
            reader.kinds.flatMap(kind => rights([kind])).join(' → '),
            ...(reader.isTooMany ? [t('access.tooMany')] : []),
          ].join(t('separator'))}
        />
      ),
    },
    {
      id: 'need',
      label: t('access.need'),
      cell: reader => (
        <Cell>
          <Text
            color="secondary"
            className={
              reader.isNeeded || reader.isSystem ? undefined : dangerText
            }
          >
            {needWords(reader)}
          </Text>
        </Cell>
      ),
    },
    {
      id: 'why',
      label: t('access.proof'),
      cell: reader => (
        <Cell>
          <Button
            size="small"
            variant="secondary"
            aria-label={t('access.whyOf', { name: reader.name })}
            onPress={() => setOpen(reader)}
          >
            {t('access.why')}
          </Button>
        </Cell>
      ),
    },
  ];
  return (
    <Flex direction="column" gap="3">
      {unknown && (
        <UnknownAccess
          unknown={[{ sourceId: secret.sourceId, message: unknown }]}
        />
      )}
      <Text>
        {t('access.readers', { count: people.length })}
        {'; '}
        {t('access.unneeded', {
          count: people.filter(({ isNeeded }) => !isNeeded).length,
        })}
      </Text>
      <Table
        columnConfig={columns}
        {...tableProps}
        emptyState={<Text>{t('access.nobody')}</Text>}
      />
      {open && (
        <PathDialog
          secret={secret}
          subject={open}
          isNeeded={open.isNeeded}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Flex>
  );

  function needWords({ isNeeded, isSystem }: Reader) {
    if (isSystem) {
      return t('access.ofKubernetes');
    }
    return isNeeded ? t('access.hasNeed') : t('access.noNeed');
  }
}
