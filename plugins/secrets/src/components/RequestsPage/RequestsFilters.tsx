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
import { useApi } from '@backstage/frontend-plugin-api';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, type useRequestsFilter } from '../../hooks';
import { entityName, useSecretsText } from '../../text';
import { Filters } from '../Filters';
import { REQUEST_STATES } from '../Requests';
import { countLabel } from '../SecretsTable';
import styles from './RequestsPage.module.css';

type FilterState = ReturnType<typeof useRequestsFilter>;

interface RequestsFiltersProps
  extends Pick<FilterState, 'filter' | 'isFiltered'> {
  onChange: FilterState['change'];
  onClear: FilterState['clear'];
}

/** Narrows the requests to states, teams and systems. */
export function RequestsFilters(props: RequestsFiltersProps) {
  const { filter, isFiltered, onChange, onClear } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const summary = useResource('facets', () => api.getSecretsSummary({}));
  const facets = summary.value?.facets;
  const optionsOf = (field: 'owner' | 'system', counts: Count[] = []) => [
    ...counts.map(count => ({
      id: count.value,
      label: countLabel(field, count, text),
    })),
    // A link may name what has no secrets.
    ...filter[field]
      .filter(id => !counts.some(({ value }) => value === id))
      .map(id => ({ id, label: entityName(id) })),
  ];
  const fields = [
    {
      name: 'state',
      label: t('filter.state'),
      options: REQUEST_STATES.map(id => ({
        id,
        label: t(`requests.state.${id}`),
      })),
    },
    {
      name: 'owner',
      label: t('filter.owner'),
      options: optionsOf('owner', facets?.owner),
    },
    {
      name: 'system',
      label: t('filter.system'),
      options: optionsOf('system', facets?.system),
    },
  ] as const;
  const [entityRef] = filter.entityRef;
  return (
    <>
      {entityRef && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => onChange({ entityRef: [] })}
          >
            {t('filter.remove', { name: entityName(entityRef) })}
          </Button>
        </div>
      )}
      <Filters
        className={styles.filters}
        count={fields.filter(({ name }) => filter[name].length > 0).length}
      >
        {fields.map(({ name, label, options }) => (
          <Select
            key={name}
            size="small"
            selectionMode="multiple"
            aria-label={label}
            placeholder={label}
            options={[...options]}
            value={filter[name]}
            onChange={value => onChange({ [name]: value.map(String) })}
          />
        ))}
        {isFiltered && (
          <Button
            className={styles.clear}
            size="small"
            variant="tertiary"
            onPress={onClear}
          >
            {t('table.clear')}
          </Button>
        )}
      </Filters>
    </>
  );
}
