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

import { Button, Select } from '@backstage/ui';
import {
  type Count,
  type SecretsSummaryFacets,
} from '@keyward/backstage-plugin-secrets-common';
import { FILTER_FIELDS, type FilterField, type ListState } from '../../hooks';
import { useSecretsText, type SecretsText } from '../../text';
import { Filters } from '../Filters';
import { countLabel } from './countLabel';
import styles from './SecretsTable.module.css';

const STATES = [
  'attention',
  'critical',
  'high',
  'medium',
  'low',
  'sourceStale',
  'deliveryFailed',
  'missing',
];

interface FilterBarProps {
  list: ListState;
  facets: SecretsSummaryFacets | undefined;
  /** The environments to choose from; without any the field is left out. */
  environments: Count[];
  /** The fields worth choosing by on this page. */
  fields: readonly FilterField[];
}

/** Choices by which rows are left out; what they hold is in the address. */
export function FilterBar(props: FilterBarProps) {
  const { list, facets, environments, fields } = props;
  const text = useSecretsText();
  const { t } = text;

  return (
    <Filters
      className={styles.filters}
      count={FILTER_FIELDS.filter(field => list.filter[field]?.length).length}
    >
      {FILTER_FIELDS.filter(
        field =>
          list.filter[field]?.length ||
          (fields.includes(field) &&
            (field !== 'environment' || environments.length > 0)),
      ).map(field => (
        <Select
          key={field}
          size="small"
          selectionMode="multiple"
          aria-label={t(`filter.${field}`)}
          placeholder={t(`filter.${field}`)}
          options={optionsOf(field, facets, environments, list, text)}
          value={list.filter[field] ?? []}
          onChange={value => list.setFilter({ [field]: value.map(String) })}
        />
      ))}
      {list.isFiltered && (
        <Button size="small" variant="tertiary" onPress={list.clearFilter}>
          {t('table.clear')}
        </Button>
      )}
    </Filters>
  );
}

function optionsOf(
  field: FilterField,
  facets: SecretsSummaryFacets | undefined,
  environments: Count[],
  list: ListState,
  text: SecretsText,
) {
  const options =
    field === 'state'
      ? STATES.map(id => ({ id, label: stateLabel(id, text) }))
      : countsOf(field, facets, environments).map(count => ({
          id: count.value,
          label: `${countLabel(field, count, text)} (${count.count})`,
        }));
  const offered = new Set(options.map(option => option.id));
  // A link may filter by what is not among the most frequent values.
  const others = (list.filter[field] ?? []).filter(id => !offered.has(id));
  return [...options, ...others.map(id => ({ id, label: id }))];
}

function countsOf(
  field: Exclude<FilterField, 'state'>,
  facets: SecretsSummaryFacets | undefined,
  environments: Count[],
): Count[] {
  switch (field) {
    case 'sourceId':
      return facets?.source ?? [];
    case 'environment':
      return environments;
    case 'secretClass':
      return facets?.class ?? [];
    default:
      return facets?.[field] ?? [];
  }
}

function stateLabel(state: string, { t }: SecretsText) {
  switch (state) {
    case 'critical':
    case 'high':
    case 'medium':
    case 'low':
      return t(`findings.severity.${state}`);
    case 'deliveryFailed':
      return t('state.deliveryFailed');
    case 'missing':
      return t('state.missing');
    case 'sourceStale':
      return t('state.sourceStale');
    default:
      return t('state.attention');
  }
}
