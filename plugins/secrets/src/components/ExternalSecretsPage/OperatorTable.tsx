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

import { type ReactNode } from 'react';
import {
  Cell,
  Flex,
  Text,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import {
  bareName,
  deliveryStateOf,
  ResourceFinding,
  ResourceState,
  ResourceTable,
  STATE_TONES,
  SyncNowButton,
} from '../Resources';
import { StateBadge } from '../StateBadge';
import { TextCell } from '../TextCell';
import { type OperatorFilter } from './useOperatorFilter';
import styles from './ExternalSecretsPage.module.css';

interface OperatorTableProps {
  filter: OperatorFilter;
  revision: number;
}

/** The ExternalSecrets, ClusterExternalSecrets or PushSecrets that a filter selects, those that fail first. */
export function OperatorTable(props: OperatorTableProps) {
  const { filter, revision } = props;
  const { cluster, kind, namespace } = filter;
  const text = useSecretsText();
  const { t } = text;
  const isNarrow = useBreakpoint().down('md');
  const state = (row: Resource) =>
    kind === 'cluster-external-secret' ? (
      <Namespaces row={row} text={text} />
    ) : (
      <State row={row} text={text} />
    );
  const columns: ColumnConfig<Resource>[] = [
    {
      id: 'name',
      width: '2fr',
      label: t('externalSecrets.name'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={bareName(row.name)}
          description={[row.sourceTitle, row.namespace]
            .filter(Boolean)
            .join(' / ')}
          isStrong
        >
          {isNarrow && state(row)}
        </TextCell>
      ),
    },
    ...(isNarrow
      ? []
      : [
          {
            id: 'state',
            width: '2fr' as const,
            label: t('table.state'),
            cell: (row: Resource) => (
              <Cell className={styles.wrapping}>{state(row)}</Cell>
            ),
          },
        ]),
    ...(isNarrow || kind === 'cluster-external-secret'
      ? []
      : [
          {
            id: 'refresh',
            width: '2fr' as const,
            label: t('externalSecrets.refresh.title'),
            cell: (row: Resource) => (
              <Cell className={styles.wrapping}>
                <Refresh row={row} text={text} />
              </Cell>
            ),
          },
        ]),
    {
      id: 'todo',
      width: '3fr',
      label: t('externalSecrets.cause'),
      cell: row => (
        <Cell className={styles.wrapping}>
          <Flex direction="column" gap="2">
            <Cause row={row} text={text} />
            {isNarrow && <Refresh row={row} text={text} />}
            {row.finding && <ResourceFinding finding={row.finding} />}
          </Flex>
        </Cell>
      ),
    },
  ];
  return (
    <ResourceTable
      request={{
        kind: [kind],
        ...(cluster ? { sourceId: [cluster] } : {}),
        ...(namespace ? { namespace: [namespace] } : {}),
        attribute: attributesOf(filter),
      }}
      columns={columns}
      empty={t('externalSecrets.none')}
      revision={revision}
    />
  );
}

/** Of a state `stale` the attribute has another name: such an ExternalSecret calls itself ready. */
export function attributesOf(filter: OperatorFilter): string[] {
  const { state, cause, store } = filter;
  return [
    ...(state ? [state === 'stale' ? 'isStale:true' : `state:${state}`] : []),
    ...(cause ? [`cause:${cause}`] : []),
    ...(store ? [`stores:${store}`] : []),
  ];
}

interface RowProps {
  row: Resource;
  text: SecretsText;
}

function Small(props: { children: ReactNode; isSecondary?: boolean }) {
  return (
    <Text
      as="div"
      variant="body-small"
      color={props.isSecondary ? 'secondary' : 'primary'}
    >
      {props.children}
    </Text>
  );
}

function State({ row, text: { t } }: RowProps) {
  const isGood = STATE_TONES[deliveryStateOf(row.attributes.state)] === 'good';
  return (
    <>
      <ResourceState resource={row} />
      {row.since && !isGood && (
        <Small isSecondary>
          {t('sources.since', { time: <RelativeTime at={row.since} /> })}
        </Small>
      )}
    </>
  );
}

function Namespaces({ row, text: { t } }: RowProps) {
  const { failedCount, failedNamespaces = [], namespaceCount } = row.attributes;
  const failed = Number(failedCount);
  return (
    <>
      <StateBadge
        tone={failed > 0 ? 'bad' : 'good'}
        word={
          failed > 0
            ? t('externalSecrets.namespacesFailed', { count: failed })
            : t('externalSecrets.namespaces', { count: Number(namespaceCount) })
        }
      />
      {failed > 0 && (
        <Small isSecondary>{failedNamespaces.join(t('separator'))}</Small>
      )}
    </>
  );
}

function Refresh({ row, text }: RowProps) {
  const { t } = text;
  const { intervalSeconds, isStale, refreshes, refreshTime } = row.attributes;
  if (row.kind === 'cluster-external-secret') {
    return null;
  }
  return (
    <>
      {isStale && (
        <StateBadge tone="warning" word={t('externalSecrets.refresh.stale')} />
      )}
      <Small>
        {refreshTime ? (
          <RelativeTime at={String(refreshTime)} />
        ) : (
          t('externalSecrets.refresh.never')
        )}
      </Small>
      {refreshes === 'periodic' && intervalSeconds !== undefined && (
        <Small isSecondary>
          {t('externalSecrets.refresh.every', {
            duration: text.duration(Number(intervalSeconds) * 1000),
          })}
        </Small>
      )}
      {(refreshes === 'created-once' || refreshes === 'no-interval') && (
        <Small isSecondary>{t('externalSecrets.refresh.once')}</Small>
      )}
      {refreshes === 'on-change' && (
        <Small isSecondary>{t('externalSecrets.refresh.onChange')}</Small>
      )}
      <SyncNowButton resource={row} isCompact />
    </>
  );
}

/** Why it fails, and where it reads from or pushes to. */
function Cause({ row, text }: RowProps) {
  const { t } = text;
  const { cause, isStoreFailing, state, stores = [] } = row.attributes;
  return (
    <div>
      {state === 'failing' && cause && (
        <Small>
          {isStoreFailing
            ? t('externalSecrets.storeFails', {
                cause: text.cause(String(cause)),
              })
            : text.cause(String(cause))}
        </Small>
      )}
      {stores.length > 0 && (
        <Small isSecondary>{stores.join(t('separator'))}</Small>
      )}
    </div>
  );
}
