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

import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import {
  Button,
  Cell,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type ListedCertificate,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import { useCursorPages, useNow, useResource } from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText, type SecretsText } from '../../text';
import { CertificateEnd, namesOf, RenewalSentence } from '../Certificates';
import { ErrorState } from '../ErrorState';
import { TextCell } from '../TextCell';
import styles from './Rotation.module.css';

const PAGE_SIZE = 10;
const MOST_NAMES = 3;

interface CertificatesDueProps {
  request: ScopeRequest;
  revision: number;
}

/** The certificates that something is served with, with the time they have left; nothing where there are none. */
export function CertificatesDue(props: CertificatesDueProps) {
  const { request, revision } = props;
  const text = useSecretsText();
  const { t } = text;
  const now = useNow();
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const [params, setParams] = useSearchParams();
  const { hash } = useLocation();
  const expires = params.get('expires');
  const expiresWithin =
    expires !== null && /^\d{1,4}$/.test(expires) ? Number(expires) : undefined;
  const key = JSON.stringify(['certificates', request, expiresWithin]);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listCertificates({
        ...request,
        expiresWithin,
        cursor: pages.cursor,
        limit: PAGE_SIZE,
      }),
    revision,
  );
  const expired = useResource(
    `expired ${key}`,
    async () =>
      expiresWithin
        ? await api.listCertificates({ ...request, expiresWithin: 0, limit: 1 })
        : undefined,
    revision,
  );
  // They come after what is above them is loaded.
  const scrollTo = useCallback(
    (element: HTMLElement | null) => {
      if (element && hash === '#certificates') {
        element.scrollIntoView?.();
      }
    },
    [hash],
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
  if (
    !page.value ||
    (page.value.totalItems === 0 && expiresWithin === undefined)
  ) {
    return null;
  }
  const { items, nextCursor, totalItems } = page.value;
  const sentence = sentenceOf({
    expired: expired.value?.totalItems,
    text,
    now,
    expiresWithin,
    totalItems,
    first: pages.index === 0 ? items[0]?.certificate.notAfter : undefined,
  });
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
    <div ref={scrollTo} id="certificates" className={styles.certificates}>
      <Text as="h2" variant="title-x-small">
        {sentence}
      </Text>
      {expiresWithin !== undefined && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() =>
              setParams(previous => {
                const next = new URLSearchParams(previous);
                next.delete('expires');
                return next;
              })
            }
          >
            {t('certificate.showAll')}
          </Button>
        </div>
      )}
      <Table
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
    </div>
  );
}

/** How many there are and when the first expires; or how many a link asked for. */
function sentenceOf(given: {
  text: SecretsText;
  now: number;
  expiresWithin: number | undefined;
  totalItems: number;
  /** How many of them have expired. */
  expired: number | undefined;
  /** When the first one expires, where it is shown. */
  first: string | undefined;
}): string {
  const { expired = 0, expiresWithin, first, now, totalItems, text } = given;
  const { t, relative } = text;
  if (expiresWithin === 0) {
    return t('certificate.haveExpired', { count: totalItems });
  }
  if (expiresWithin !== undefined) {
    return [
      t('certificate.expireWithin', {
        count: totalItems - expired,
        days: String(expiresWithin),
      }),
      ...(expired > 0
        ? [t('certificate.haveExpired', { count: expired })]
        : []),
    ].join(' · ');
  }
  return first === undefined
    ? t('certificate.count', { count: totalItems })
    : t(
        Date.parse(first) > now
          ? 'certificate.sentence'
          : 'certificate.sentenceExpired',
        { count: totalItems, next: relative(first, now) },
      );
}
