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
  Link,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type ListedSecret,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useCursorPages, useResource } from '../../hooks';
import { findingRouteRef, secretRouteRef } from '../../routes';
import { useSecretsText, type SecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { SeverityBadge } from '../Findings';
import { RelativeTime } from '../RelativeTime';
import { StateBadge } from '../StateBadge';
import { Table } from '../Table';
import { TextCell } from '../TextCell';
import { ValueAge } from '../ValueAge';
import { AWS, readPlace } from './aws';
import { type AwsFilter } from './useAwsFilter';
import styles from './AwsPage.module.css';

const PAGE_SIZE = 20;

interface AwsSecretsTableProps {
  filter: AwsFilter;
  revision: number;
}

/** The secrets of all accounts, those with the worst findings first. */
export function AwsSecretsTable(props: AwsSecretsTableProps) {
  const { filter, revision } = props;
  const { account, place, feeds } = filter;
  const text = useSecretsText();
  const api = useApi(secretsApiRef);
  const isNarrow = useBreakpoint().down('md');
  const secretLink = useRouteRef(secretRouteRef);
  const findingLink = useRouteRef(findingRouteRef);
  const key = JSON.stringify(filter);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listSecrets({
        sourceKind: AWS,
        ...(account ? { sourceId: [account] } : {}),
        ...(place ? { namespace: [place] } : {}),
        ...(feeds ? { feeds } : {}),
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
        forbidden={text.t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  const nextCursor = page.value?.nextCursor;
  return (
    <Table
      columnConfig={columnsOf(
        text,
        isNarrow,
        id => secretLink({ id }),
        id => findingLink({ id }),
      )}
      data={page.value?.items}
      isPending={page.isPending}
      isStale={page.isStale}
      emptyState={<Text>{text.t('externalSecrets.none')}</Text>}
      pagination={
        nextCursor || pages.index > 0
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
  );
}

function columnsOf(
  text: SecretsText,
  isNarrow: boolean,
  hrefOf: (id: string) => string,
  findingHref: (id: string) => string,
): ColumnConfig<ListedSecret>[] {
  const { t } = text;
  const facts: { id: string; label: string; of: typeof Rotation }[] = [
    { id: 'age', label: t('aws.value'), of: Value },
    { id: 'rotation', label: t('aws.rotation.title'), of: Rotation },
    { id: 'accessed', label: t('aws.accessed.title'), of: Accessed },
    { id: 'key', label: t('aws.key.title'), of: KeyOf },
    { id: 'feeds', label: t('aws.feeds.title'), of: Feeds },
  ];
  return [
    {
      id: 'name',
      width: isNarrow ? '1fr' : '4fr',
      label: t('externalSecrets.name'),
      isRowHeader: true,
      cell: row => {
        const { region, service } = readPlace(row.namespace);
        const where = t('aws.place', { region, service: t(service) });
        return (
          <TextCell
            title={<Link href={hrefOf(row.id)}>{row.name}</Link>}
            description={`${row.sourceTitle} · ${where}`}
            isStrong
          >
            {row.attributes?.state === 'deleting' && (
              <StateBadge tone="bad" word={t('aws.deleting')} />
            )}
            {row.finding && (
              <div>
                <SeverityBadge severity={row.finding.severity} />{' '}
                <Link href={findingHref(row.finding.id)}>
                  {text.title(row.finding)}
                </Link>
              </div>
            )}
          </TextCell>
        );
      },
    },
    ...(isNarrow
      ? [
          {
            id: 'facts',
            width: '1fr' as const,
            label: t('aws.facts'),
            cell: (row: ListedSecret) => (
              <Cell>
                <dl className={styles.facts}>
                  {facts.map(({ id, label, of: Of }) => (
                    <div key={id}>
                      <dt>{label}</dt>
                      <dd>
                        <Of secret={row} text={text} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </Cell>
            ),
          },
        ]
      : facts.map(({ id, label, of: Of }) => ({
          id,
          width: '2fr' as const,
          label,
          cell: (row: ListedSecret) => (
            <Cell className={styles.wrapping}>
              <Of secret={row} text={text} />
            </Cell>
          ),
        }))),
  ];
}

interface FactProps {
  secret: ListedSecret;
  text: SecretsText;
}

function Value({ secret }: FactProps) {
  return <ValueAge age={secret.valueAge} />;
}

function Rotation({ secret: { attributes = {} }, text: { t } }: FactProps) {
  const { rotation, rotationDays, nextRotationAt, pendingSince } = attributes;
  if (pendingSince) {
    return (
      <>
        <StateBadge tone="warning" word={t('aws.rotation.pending')} />
        <Text as="div" variant="body-small" color="secondary">
          {t('sources.since', { time: <RelativeTime at={pendingSince} /> })}
        </Text>
      </>
    );
  }
  if (rotation === 'on') {
    return (
      <>
        <Text as="div">
          {rotationDays
            ? t('aws.rotation.every', { count: rotationDays })
            : t('aws.rotation.on')}
        </Text>
        {nextRotationAt && (
          <Text as="div" variant="body-small" color="secondary">
            {t('aws.rotation.next', {
              time: <RelativeTime at={nextRotationAt} />,
            })}
          </Text>
        )}
      </>
    );
  }
  if (rotation === 'by-service') {
    return <>{t('aws.rotation.byService')}</>;
  }
  // The Parameter Store rotates nothing.
  return (
    <>{rotation === 'off' ? t('aws.rotation.off') : t('aws.rotation.none')}</>
  );
}

function Accessed({ secret: { attributes = {} }, text: { t } }: FactProps) {
  return attributes.lastAccessedAt ? (
    <RelativeTime at={attributes.lastAccessedAt} />
  ) : (
    <StateBadge tone="unknown" word={t('notKnown')} />
  );
}

function KeyOf({ secret: { attributes = {} }, text: { t } }: FactProps) {
  const { usesDefaultKey, kmsKey } = attributes;
  if (usesDefaultKey === undefined) {
    return <StateBadge tone="unknown" word={t('notKnown')} />;
  }
  return (
    <span title={kmsKey}>
      {usesDefaultKey ? t('aws.key.default') : t('aws.key.own')}
    </span>
  );
}

function Feeds({ secret: { feedCount = 0 }, text: { t } }: FactProps) {
  return (
    <>
      {feedCount > 0
        ? t('aws.feeds.some', { count: feedCount })
        : t('aws.feeds.none')}
    </>
  );
}
