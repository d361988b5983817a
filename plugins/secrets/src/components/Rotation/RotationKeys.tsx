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
import { useSearchParams } from 'react-router-dom';
import {
  ButtonLink,
  Cell,
  Flex,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type RotationKey,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import {
  foldRows,
  useCursorPages,
  useFolding,
  useResource,
  type Folded,
} from '../../hooks';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { RelativeTime } from '../RelativeTime';
import { TextCell } from '../TextCell';
import { UnfoldButton } from '../UnfoldButton';
import { ValueAge } from '../ValueAge';
import { wrappingButton } from '../WrappingButton';
import styles from './Rotation.module.css';

const PAGE_SIZE = 25;
/** Of rows that stand for several. */
const FOLDED_PAGE_SIZE = 100;
const STATES = ['overdue', 'dueSoon', 'inPeriod', 'unknown'] as const;
const PARTS = ['inPeriod', 'overdue', 'unknown'] as const;

interface RotationKeysProps {
  request: ScopeRequest;
  revision: number;
  /** Stands between the numbers and the keys. */
  children?: ReactNode;
}

type KeyRow = RotationKey & { id: string };

/** What is the same value for a reader, in each cluster. */
function keyOf({ key, secret }: KeyRow): string {
  return JSON.stringify([secret.namespace, secret.name, key]);
}

/** How many keys are within their period, and all of them, what is due first. */
export function RotationKeys(props: RotationKeysProps) {
  const { request, revision, children } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const secretLink = useRouteRef(secretRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const [params, setParams] = useSearchParams();
  const states = params.getAll('rotation');
  const key = JSON.stringify(request);
  const summary = useResource(
    key,
    () => api.getRotationSummary(request),
    revision,
  );
  const keysKey = `${key} ${states}`;
  const pages = useCursorPages(keysKey);
  // As in the inventory: of an entity, what is in several clusters is one row.
  const isFolded = request.entityRef !== undefined;
  const folding = useFolding();
  const pageSize = isFolded ? FOLDED_PAGE_SIZE : PAGE_SIZE;
  const page = useResource(
    `${keysKey} ${pages.cursor ?? ''}`,
    () =>
      api.listRotationKeys({
        ...request,
        rotationState: states,
        cursor: pages.cursor,
        limit: pageSize,
      }),
    revision,
  );
  const error = summary.error ?? page.error;
  if (error && !(summary.value && page.value)) {
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          summary.retry();
          page.retry();
        }}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!summary.value) {
    return <Skeleton width="60%" height="1.75rem" />;
  }
  const { total, inPeriod, overdue, unknown } = summary.value;
  if (total === 0) {
    return (
      <Flex direction="column" gap="6">
        <Text as="p">{t('rotation.none')}</Text>
        {children}
      </Flex>
    );
  }
  const shares = { inPeriod, overdue, unknown };
  const nextCursor = page.value?.nextCursor;
  const rows = page.value?.items.map(item => ({
    ...item,
    id: `${item.secret.id} ${item.key}`,
  }));
  const columns: ColumnConfig<KeyRow & Folded<KeyRow>>[] = [
    {
      id: 'key',
      label: t('rotation.key'),
      isRowHeader: true,
      cell: item => (
        <TextCell
          title={item.key}
          description={`${item.secret.name} · ${[
            // The button says in how many clusters it is.
            item.copies && !folding.isOpen(item.id)
              ? undefined
              : item.secret.sourceTitle,
            item.secret.namespace,
          ]
            .filter(Boolean)
            .join(' / ')}`}
          isStrong
          isIndented={item.isCopy}
        >
          {item.copies && (
            <UnfoldButton
              isOpen={folding.isOpen(item.id)}
              label={t('table.clusters', { count: item.copies.length + 1 })}
              description={t('table.unfold', {
                name: `${item.secret.name} ${item.key}`,
                count: item.copies.length + 1,
              })}
              onToggle={() => folding.toggle(item.id)}
            />
          )}
        </TextCell>
      ),
    },
    {
      id: 'state',
      label: t('rotation.state'),
      cell: item => (
        <TextCell title={t(`rotation.states.${item.state}`)}>
          {(item.state === 'overdue' || item.state === 'dueSoon') && (
            <ButtonLink
              className={wrappingButton}
              size="small"
              variant="secondary"
              href={`${secretLink({ id: item.secret.id })}?tab=impact`}
              aria-label={t('remedy.for', {
                label: t('remedy.impact'),
                subject: `${item.secret.name} ${item.key}`,
              })}
            >
              {t('remedy.impact')}
            </ButtonLink>
          )}
        </TextCell>
      ),
    },
    {
      id: 'due',
      label: t('findings.due'),
      cell: item => (
        <Cell>
          {item.dueAt && item.state !== 'unknown' ? (
            <RelativeTime at={item.dueAt} />
          ) : (
            t('notKnown')
          )}
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push(
      {
        id: 'age',
        label: t('table.age'),
        cell: item => (
          <Cell>
            <ValueAge age={item.valueAge} />
          </Cell>
        ),
      },
      {
        id: 'policy',
        label: t('rotation.policy'),
        cell: item => (
          <TextCell
            title={t('rotation.every', { days: String(item.policyDays) })}
            description={text.secretClass(item.class)}
          />
        ),
      },
    );
  }
  return (
    <Flex direction="column" gap="4">
      <Text as="h2" variant="title-x-small">
        {t('rotation.sentence', {
          count: total,
          inPeriod: String(inPeriod),
          overdue: String(overdue),
          unknown: String(unknown),
        })}
      </Text>
      <div className={styles.bar} aria-hidden>
        {PARTS.map(part => (
          <div
            key={part}
            className={styles.part}
            data-state={part}
            style={{ inlineSize: `${(100 * shares[part]) / total}%` }}
          />
        ))}
      </div>
      {children}
      <ToggleButtonGroup
        className={styles.states}
        aria-label={t('rotation.show')}
        selectionMode="multiple"
        selectedKeys={states}
        onSelectionChange={keys =>
          setParams(
            previous => {
              const next = new URLSearchParams(previous);
              next.delete('rotation');
              for (const state of keys) {
                next.append('rotation', String(state));
              }
              return next;
            },
            { replace: true },
          )
        }
      >
        {STATES.map(state => (
          <ToggleButton key={state} id={state} size="small">
            {t(`rotation.filters.${state}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Table
        columnConfig={columns}
        data={rows && (isFolded ? foldRows(rows, keyOf, folding) : rows)}
        isPending={page.isPending}
        isStale={page.isStale}
        rowConfig={{ getHref: item => secretLink({ id: item.secret.id }) }}
        emptyState={
          <Text>
            {t(states.length > 0 ? 'rotation.noneOfThese' : 'rotation.none')}
          </Text>
        }
        pagination={{
          type: 'page',
          pageSize,
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
