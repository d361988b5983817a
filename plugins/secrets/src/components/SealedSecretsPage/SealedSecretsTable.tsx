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
  Cell,
  Flex,
  Text,
  ToggleButton,
  ToggleButtonGroup,
  useBreakpoint,
  type ColumnConfig,
} from '@backstage/ui';
import {
  type GetResourcesSummary200Response,
  type Resource,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import {
  bareName,
  ResourceFinding,
  ResourceState,
  ResourceTable,
  sealedStateOf,
} from '../Resources';
import { TextCell } from '../TextCell';
import styles from './SealedSecretsPage.module.css';

/** What can be filtered by, and the attribute that says it. */
const FILTERS = {
  notOpened: ['opened', 'false'],
  broken: ['neverOpens', 'true'],
  unknown: ['opened', 'unknown'],
  stale: ['stale', 'proven'],
} as const;

type Filter = keyof typeof FILTERS | 'all';

const NAMES: Filter[] = ['all', 'notOpened', 'broken', 'unknown', 'stale'];

interface SealedSecretsTableProps {
  summary: GetResourcesSummary200Response;
  revision: number;
}

/** All SealedSecrets, those that are not opened first. */
export function SealedSecretsTable(props: SealedSecretsTableProps) {
  const { summary, revision } = props;
  const { t } = useSecretsText();
  const [filter, setFilter] = useState<Filter>('all');
  const isNarrow = useBreakpoint().down('md');
  const countOf = (name: Filter) => {
    if (name === 'all') {
      return summary.total;
    }
    const [attribute, value] = FILTERS[name];
    return (
      summary.counts.find(
        each => each.attribute === attribute && each.value === value,
      )?.count ?? 0
    );
  };
  const stateCell = (row: Resource) => {
    const state = sealedStateOf(row);
    return (
      <>
        <ResourceState resource={row} />
        {row.since && state === 'notOpened' && (
          <Text as="div" variant="body-small" color="secondary">
            {t('sources.since', { time: <RelativeTime at={row.since} /> })}
          </Text>
        )}
      </>
    );
  };
  const columns: ColumnConfig<Resource>[] = [
    {
      id: 'name',
      width: '2fr',
      label: t('sealedSecrets.one'),
      isRowHeader: true,
      cell: row => (
        <TextCell
          title={bareName(row.name)}
          description={`${row.sourceTitle} / ${row.namespace}`}
          isStrong
        >
          {isNarrow && stateCell(row)}
        </TextCell>
      ),
    },
    ...(isNarrow
      ? []
      : [
          {
            id: 'state',
            width: '1fr' as const,
            label: t('table.state'),
            cell: (row: Resource) => (
              <Cell className={styles.state}>{stateCell(row)}</Cell>
            ),
          },
          {
            id: 'scope',
            width: '1fr' as const,
            label: t('sealedSecrets.scope'),
            cell: (row: Resource) => (
              <TextCell title={String(row.attributes.scope)} />
            ),
          },
        ]),
    {
      id: 'todo',
      width: isNarrow ? '3fr' : '4fr',
      label: t('sealedSecrets.toDo'),
      cell: row => (
        <Cell className={styles.todo}>
          <ToDo row={row} />
        </Cell>
      ),
    },
  ];
  return (
    <Flex direction="column" gap="3">
      <ToggleButtonGroup
        className={styles.filters}
        aria-label={t('sealedSecrets.filter.label')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter]}
        onSelectionChange={keys => setFilter([...keys][0] as Filter)}
      >
        {NAMES.map(name => (
          <ToggleButton key={name} id={name}>
            {t(`sealedSecrets.filter.${name}`)} ({countOf(name)})
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {countOf('notOpened') > 0 && (
        <Text color="secondary">{t('sealedSecrets.cause.notReported')}</Text>
      )}
      <ResourceTable
        request={{
          kind: ['sealed-secret'],
          ...(filter === 'all'
            ? {}
            : { attribute: [FILTERS[filter].join(':')] }),
        }}
        columns={columns}
        empty={t('sealedSecrets.none')}
        revision={revision}
      />
    </Flex>
  );
}

/** What its finding says; of one whose Secret has the finding, the cause as far as it is provable. */
function ToDo(props: { row: Resource }) {
  const { row } = props;
  const { t } = useSecretsText();
  const { attributes, finding } = row;
  const state = sealedStateOf(row);
  const isFailing = state === 'notOpened' || state === 'broken';
  return (
    <Flex direction="column" gap="2">
      {isFailing && !isAboutDelivery(finding?.rule) && (
        <Text as="div" variant="body-small">
          {state === 'broken'
            ? t('sealedSecrets.cause.broken', {
                problem: String(attributes.problems?.[0] ?? '').replace(
                  ' ',
                  t('sealedSecrets.cause.in'),
                ),
              })
            : t('sealedSecrets.cause.notOpened')}
        </Text>
      )}
      {finding && <ResourceFinding finding={finding} />}
      {!isFailing && !finding && attributes.stale === 'proven' && (
        <Text as="div" variant="body-small">
          {t('sealedSecrets.stale')}
        </Text>
      )}
    </Flex>
  );
}

function isAboutDelivery(rule: string | undefined): boolean {
  return (
    rule === 'sealed-secret-broken' ||
    rule === 'sealed-secret-not-opened' ||
    rule === 'sealed-secret-unreadable'
  );
}
