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
  Text,
  useBreakpoint,
  type ColumnConfig,
  type TableProps,
} from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type SecretRequest } from '@keyward/backstage-plugin-secrets-common';
import { requestRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { Table } from '../Table';
import { TextCell } from '../TextCell';
import { RequestProgress } from './RequestProgress';
import { requestPlaces, requestTitle } from './requestTitle';
import styles from './Requests.module.css';

interface RequestsTableProps
  extends Pick<
    TableProps<SecretRequest>,
    'data' | 'isPending' | 'isStale' | 'emptyState' | 'pagination'
  > {
  /** Whether the service of each is shown. */
  withService?: boolean;
  onChanged: () => void;
}

/** Requests, the newest first, each with how far it has come. */
export function RequestsTable(props: RequestsTableProps) {
  const { withService, onChanged, ...rest } = props;
  const { t } = useSecretsText();
  const requestLink = useRouteRef(requestRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const progress = (row: SecretRequest) => (
    <RequestProgress request={row} onChanged={onChanged} />
  );
  const requester = (row: SecretRequest) => (
    <Text as="div" variant="body-small">
      {entityName(row.requestedBy)} · <RelativeTime at={row.requestedAt} />
    </Text>
  );
  const columns: ColumnConfig<SecretRequest>[] = [
    {
      id: 'what',
      width: '2fr',
      label: t('requests.what'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={requestTitle(row)}
          description={[
            requestPlaces(row),
            ...(withService ? [entityName(row.entityRef)] : []),
          ].join(' · ')}
          isStrong
        >
          {isNarrow && (
            <>
              {requester(row)}
              {progress(row)}
            </>
          )}
        </TextCell>
      ),
    },
    ...(isNarrow
      ? []
      : [
          {
            id: 'progress',
            width: '5fr' as const,
            label: t('requests.progress'),
            cell: (row: SecretRequest) => (
              <Cell className={styles.cell}>{progress(row)}</Cell>
            ),
          },
          {
            id: 'by',
            width: '1.5fr' as const,
            label: t('requests.by'),
            cell: (row: SecretRequest) => (
              <Cell className={styles.cell}>{requester(row)}</Cell>
            ),
          },
        ]),
  ];
  return (
    <Table
      {...rest}
      columnConfig={columns}
      rowConfig={{ getHref: ({ id }) => requestLink({ id }) }}
    />
  );
}
