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
import {
  type Count,
  type SecretsSummaryFacets,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import {
  SCOPE_FIELDS,
  useResource,
  type ScopeField,
  type useScopeFilter,
} from '../../hooks';
import { useSecretsText } from '../../text';
import { Filters } from '../Filters';
import { countLabel } from '../SecretsTable';
import styles from './ScopeBar.module.css';
import { useEnvironmentCounts } from './useEnvironmentCounts';

interface ScopeBarProps {
  scope: ReturnType<typeof useScopeFilter>;
}

/** Narrows a page to clusters, teams, systems and environments; the choice stands in the address. */
export function ScopeBar(props: ScopeBarProps) {
  const { scope } = props;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const summary = useResource('scope', () => api.getSecretsSummary({}));
  const environments = useEnvironmentCounts();
  return (
    <Filters
      className={styles.bar}
      count={SCOPE_FIELDS.filter(field => scope.filter[field]?.length).length}
    >
      {SCOPE_FIELDS.map(field => {
        const chosen = scope.filter[field] ?? [];
        const options = countsOf(
          field,
          summary.value?.facets,
          environments,
        ).map(count => ({
          id: count.value,
          label: `${countLabel(field, count, text)} (${count.count})`,
        }));
        const offered = new Set(options.map(({ id }) => id));
        return (
          <Select
            key={field}
            size="small"
            selectionMode="multiple"
            aria-label={t(`filter.${field}`)}
            placeholder={t(`filter.${field}`)}
            options={[
              ...options,
              ...chosen
                .filter(id => !offered.has(id))
                .map(id => ({ id, label: id })),
            ]}
            value={chosen}
            onChange={value => scope.change({ [field]: value.map(String) })}
          />
        );
      })}
      {scope.isFiltered && (
        <Button size="small" variant="tertiary" onPress={scope.clear}>
          {t('table.clear')}
        </Button>
      )}
    </Filters>
  );
}

function countsOf(
  field: ScopeField,
  facets: SecretsSummaryFacets | undefined,
  environments: Count[],
): Count[] {
  switch (field) {
    case 'sourceId':
      return facets?.source ?? [];
    case 'environment':
      return environments;
    default:
      return facets?.[field] ?? [];
  }
}
