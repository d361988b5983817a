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
  Table,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type ListedCertificate,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useNow, useResource, useRevision } from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { CertificateEnd, namesOf, RenewalSentence } from '../Certificates';
import { ErrorState } from '../ErrorState';
import { TextCell } from '../TextCell';
import styles from './Rotation.module.css';

const PAGE_SIZE = 10;
const MOST_NAMES = 3;

interface CertificatesDueProps {
  entityRef?: string;
}

/** The certificates that something is served with, with the time they have left; nothing where there are none. */
export function CertificatesDue(props: CertificatesDueProps) {
  const { entityRef } = props;
  const { t, relative } = useSecretsText();
  const now = useNow();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const key = `certificates ${entityRef ?? '*'}`;
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listCertificates({
        entityRef,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
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
  if (!page.value || page.value.totalItems === 0) {
    return null;
  }
  const { items, nextCursor, totalItems } = page.value;
  const { notAfter } = items[0].certificate;
  const columns: ColumnConfig<ListedCertificate & { id: string }>[] = [
    {
      id: 'secret',
      label: t('table.secret'),
      isRowHeader: true,
      cell: ({ key: name, secret }) => (
        <TextCell
          title={secret.name}
          description={`${name} · ${secret.sourceTitle} / ${secret.namespace}`}
          isStrong
        />
      ),
    },
    {
      id: 'end',
      label: t('certificate.timeLeft'),
      cell: ({ certificate }) => (
        <Cell>
          <CertificateEnd certificate={certificate} />
        </Cell>
      ),
    },
    {
      id: 'renewal',
      label: t('certificate.renewal'),
      cell: ({ renewal }) => (
        <Cell>
          {renewal ? (
            <RenewalSentence renewal={renewal} isShort />
          ) : (
            <Text color="secondary">{t('certificate.byHand')}</Text>
          )}
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push({
      id: 'names',
      label: t('certificate.names'),
      cell: ({ certificate }) => (
        <TextCell
          title={namesOf(certificate, MOST_NAMES, t)}
          description={t('certificate.issuedBy', {
            issuer: certificate.issuer || t('notKnown'),
          })}
        />
      ),
    });
  }
  return (
    <Flex direction="column" gap="4">
      <Text as="h2" variant="title-x-small">
        {pages.index === 0
          ? t(
              Date.parse(notAfter) > now
                ? 'certificate.sentence'
                : 'certificate.sentenceExpired',
              { count: totalItems, next: relative(notAfter, now) },
            )
          : t('certificate.count', { count: totalItems })}
      </Text>
      <Table
        className={styles.table}
        columnConfig={columns}
        data={items.map(item => ({
          ...item,
          id: [item.secret.id, item.key, item.certificate.position].join(' '),
        }))}
        isPending={page.isPending}
        isStale={page.isStale}
        rowConfig={{ getHref: item => secretLink({ id: item.secret.id }) }}
        pagination={
          totalItems > PAGE_SIZE
            ? {
                type: 'page',
                pageSize: PAGE_SIZE,
                pageSizeOptions: [],
                hasNextPage: Boolean(nextCursor) && !page.isStale,
                hasPreviousPage: pages.index > 0,
                onNextPage: () => nextCursor && pages.next(nextCursor),
                onPreviousPage: pages.previous,
              }
            : { type: 'none' }
        }
      />
    </Flex>
  );
}
