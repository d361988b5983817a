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
  Link,
  Text,
  useBreakpoint,
  useTable,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type SecretKey } from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { TextCell } from '../TextCell';
import { ValueAge } from '../ValueAge';
import styles from './SecretPage.module.css';

const PAGE_SIZE = 20;

interface KeysTableProps {
  keys: SecretKey[];
}

interface KeyRow extends SecretKey {
  id: string;
}

/** The keys of a secret: what they are and how old, never what they hold. */
export function KeysTable(props: KeysTableProps) {
  const { keys } = props;
  const text = useSecretsText();
  const { t } = text;
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const rows = useMemo(
    () => keys.map(key => ({ ...key, id: key.name })),
    [keys],
  );
  const { tableProps } = useTable<KeyRow>({
    mode: 'complete',
    data: rows,
    paginationOptions: {
      type: rows.length > PAGE_SIZE ? 'page' : 'none',
      pageSize: PAGE_SIZE,
      pageSizeOptions: [],
    },
  });

  const columns: ColumnConfig<KeyRow>[] = [
    {
      id: 'name',
      label: t('secret.keys'),
      isRowHeader: true,
      cell: key => (
        <Cell>
          <span className={styles.copyable}>
            <code>{key.name}</code>
            <CopyButton text={key.name} />
          </span>
          {isNarrow && (
            <Text as="div" variant="body-small" color="secondary">
              {text.secretClass(key.class)} · {key.size ?? t('notKnown')}
            </Text>
          )}
        </Cell>
      ),
    },
    {
      id: 'class',
      label: t('table.class'),
      isHidden: isNarrow,
      cell: key => <TextCell title={text.secretClass(key.class)} />,
    },
    {
      id: 'size',
      label: t('secret.size'),
      isHidden: isNarrow,
      cell: key => <TextCell title={key.size ?? t('notKnown')} />,
    },
    {
      id: 'age',
      label: t('table.age'),
      cell: key => (
        <Cell>
          <ValueAge age={key.valueAge} />
        </Cell>
      ),
    },
    {
      id: 'sameValue',
      label: t('secret.sameValue'),
      cell: key => (
        <Cell>
          {key.weak && (
            <Text
              as="p"
              variant="body-small"
              weight="bold"
              title={t('secret.weakWhy')}
            >
              {t('secret.weak')}
            </Text>
          )}
          {sameValue(key)}
        </Cell>
      ),
    },
  ];

  function sameValue(key: KeyRow) {
    if (!key.comparable) {
      return (
        <Text variant="body-small" color="secondary">
          {t('secret.notComparable')}
        </Text>
      );
    }
    if (key.sameValueAs.length === 0) {
      return (
        <Text variant="body-small" color="secondary">
          {t('secret.noSame')}
        </Text>
      );
    }
    return (
      <ul className={styles.list}>
        {key.sameValueAs.map(other => (
          <li key={`${other.ref} ${other.key}`}>
            <Link variant="body-small" href={secretLink({ id: other.id })}>
              {other.ref} · {other.key}
            </Link>
          </li>
        ))}
      </ul>
    );
  }

  return (
    <Table
      columnConfig={columns}
      {...tableProps}
      emptyState={<Text>{t('secret.noKeys')}</Text>}
    />
  );
}
