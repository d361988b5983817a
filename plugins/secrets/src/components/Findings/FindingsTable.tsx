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

import { Cell, Text, useBreakpoint, type ColumnConfig } from '@backstage/ui';
import { Table } from '../Table';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  secretReadPermission,
  type Finding,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type FindingsRequest } from '../../api';
import {
  foldRows,
  useCursorPages,
  useFolding,
  useResource,
  type Folded,
} from '../../hooks';
import { findingRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { FindingRemedy } from '../FindingRemedy';
import { RelativeTime } from '../RelativeTime';
import { TextCell } from '../TextCell';
import { UnfoldButton } from '../UnfoldButton';
import { keyOverClusters } from './keyOverClusters';
import { SeverityBadge } from './SeverityBadge';
import styles from './Findings.module.css';

const PAGE_SIZE = 25;
/** Of rows that stand for several. */
const FOLDED_PAGE_SIZE = 100;

export interface FindingsTableProps {
  request: FindingsRequest;
  revision: number;
  /** Where all are of one secret, its name says nothing. */
  withoutSecret?: boolean;
  /** What they are about, where that is not a secret. */
  resourceLabel?: string;
  /** What to say where there are none. */
  empty?: string;
  /** Whether what is the same in several clusters is one row that unfolds, within a page. */
  isFolded?: boolean;
  /** Lets rows be selected, over several pages. */
  selection?: {
    selected: ReadonlyMap<string, Finding>;
    onChange: (selected: ReadonlyMap<string, Finding>) => void;
  };
}

type FindingRow = Finding & Folded<Finding>;

/** Findings, the worst first; a row opens its own page with the remedy. */
export function FindingsTable(props: FindingsTableProps) {
  const { request, revision, withoutSecret, selection, isFolded } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const findingLink = useRouteRef(findingRouteRef);
  const isNarrow = useBreakpoint().down('lg');
  const folding = useFolding();
  const placeOf = ({ id, secret, ownerRefs, copies }: FindingRow) =>
    [
      // The button says in how many clusters it is.
      [
        copies && !folding.isOpen(id) ? undefined : secret.sourceTitle,
        secret.namespace,
      ]
        .filter(Boolean)
        .join(' / '),
      ...ownerRefs.map(entityName),
    ]
      .filter(Boolean)
      .join(' · ');
  const unfoldButton = ({ id, secret, copies }: FindingRow) =>
    copies && (
      <UnfoldButton
        isOpen={folding.isOpen(id)}
        label={t('table.clusters', { count: copies.length + 1 })}
        description={t('table.unfold', {
          name: secret.name,
          count: copies.length + 1,
        })}
        onToggle={() => folding.toggle(id)}
      />
    );
  const pageSize = isFolded ? FOLDED_PAGE_SIZE : PAGE_SIZE;
  const key = JSON.stringify(request);
  const pages = useCursorPages(key);
  const page = useResource(
    `${key} ${pages.cursor ?? ''}`,
    () =>
      api.listFindings({ ...request, cursor: pages.cursor, limit: pageSize }),
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
  const columns: ColumnConfig<FindingRow>[] = [
    {
      id: 'what',
      label: t('findings.what'),
      isRowHeader: true,
      cell: finding => (
        <TextCell
          title={
            isNarrow && !withoutSecret
              ? t('findings.of', {
                  rule: text.title(finding),
                  secret: finding.secret.name,
                })
              : text.title(finding)
          }
          description={
            isNarrow && !withoutSecret
              ? `${text.finding(finding)} · ${placeOf(finding)}`
              : text.finding(finding)
          }
          isStrong
          isIndented={finding.isCopy}
        >
          {isNarrow && <FindingRemedy finding={finding} />}
          {(isNarrow || withoutSecret) && unfoldButton(finding)}
        </TextCell>
      ),
    },
    {
      id: 'severity',
      label: t('findings.severityLabel'),
      cell: finding => (
        <Cell>
          <div className={styles.severity}>
            <SeverityBadge severity={finding.severity} />
            {isNarrow && finding.dueAt && (
              <Text variant="body-small">
                {t('findings.dueAt', {
                  at: <RelativeTime at={finding.dueAt} />,
                })}
              </Text>
            )}
            {finding.state !== 'open' && (
              <Text variant="body-small" color="secondary">
                {t(`findings.state.${finding.state}`)}
              </Text>
            )}
          </div>
        </Cell>
      ),
    },
  ];
  if (!isNarrow) {
    columns.push({
      id: 'due',
      label: t('findings.due'),
      cell: finding => (
        <Cell>
          {finding.dueAt ? (
            <RelativeTime at={finding.dueAt} />
          ) : (
            <Text color="secondary">—</Text>
          )}
        </Cell>
      ),
    });
    columns.push({
      id: 'remedy',
      label: t('remedy.title'),
      cell: finding => (
        <Cell>
          <FindingRemedy finding={finding} />
        </Cell>
      ),
    });
  }
  if (!withoutSecret && !isNarrow) {
    columns.splice(1, 0, {
      id: 'secret',
      label: props.resourceLabel ?? t('findings.secret'),
      cell: finding => (
        <TextCell
          title={finding.secret.name}
          description={placeOf(finding)}
          isIndented={finding.isCopy}
        >
          {unfoldButton(finding)}
        </TextCell>
      ),
    });
  }
  const items = page.value?.items;
  const select = (keys: 'all' | Set<string | number>) => {
    const shown = new Map(items?.map(finding => [finding.id, finding]));
    const known = new Map([...(selection?.selected ?? []), ...shown]);
    // All are those of this page, with what was selected on others.
    const ids =
      keys === 'all'
        ? [...(selection?.selected.keys() ?? []), ...shown.keys()]
        : [...keys].map(String);
    selection?.onChange(
      new Map(
        ids.flatMap(id => {
          const finding = known.get(id);
          return finding ? [[id, finding] as const] : [];
        }),
      ),
    );
  };
  return (
    <Table
      className={styles.table}
      columnConfig={columns}
      data={
        isFolded ? items && foldRows(items, keyOverClusters, folding) : items
      }
      isPending={page.isPending}
      isStale={page.isStale}
      rowConfig={{ getHref: finding => findingLink({ id: finding.id }) }}
      {...(selection && {
        selection: {
          mode: 'multiple',
          behavior: 'toggle',
          selected: new Set(selection.selected.keys()),
          onSelectionChange: select,
        },
      })}
      emptyState={<Text>{props.empty ?? t('findings.none')}</Text>}
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
  );
}
