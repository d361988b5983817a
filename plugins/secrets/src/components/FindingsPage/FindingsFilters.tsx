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
  type FindingsSummary,
  type SecretsSummaryFacets,
} from '@keyward/backstage-plugin-secrets-common';
import { type FindingsFilter } from '../../hooks';
import { useSecretsText, type SecretsText } from '../../text';
import { Filters } from '../Filters';
import { countLabel } from '../SecretsTable';
import styles from './FindingsPage.module.css';

const KINDS = ['secret', 'object', 'binding'] as const;
const STATES = ['open', 'acknowledged', 'suppressed', 'resolved'] as const;

interface FindingsFiltersProps {
  filter: FindingsFilter;
  isFiltered: boolean;
  /** The numbers of all that may be chosen. */
  summary: FindingsSummary | undefined;
  /** Of the secrets, for what findings are not counted by. */
  facets: SecretsSummaryFacets | undefined;
  environments: Count[];
  onChange: (patch: Partial<FindingsFilter>) => void;
  onClear: () => void;
}

/** Choices of clusters, rules, teams and states, most with a number of findings. */
export function FindingsFilters(props: FindingsFiltersProps) {
  const { filter, isFiltered, summary, facets, environments } = props;
  const { onChange, onClear } = props;
  const text = useSecretsText();
  const { t } = text;
  const states = STATES.map(id => ({ id, label: t(`findings.state.${id}`) }));
  const kinds = KINDS.map(id => ({ id, label: t(`findings.kind.${id}`) }));
  const fields = [
    {
      name: 'sourceId',
      label: t('filter.sourceId'),
      options: counted('sourceId', summary?.bySource, text),
    },
    {
      name: 'rule',
      label: t('findings.rule'),
      options: counted('rule', summary?.byRule, text),
    },
    { name: 'kind', label: t('findings.kindLabel'), options: kinds },
    {
      name: 'owner',
      label: t('filter.owner'),
      options: counted('owner', summary?.byOwner, text),
    },
    {
      name: 'system',
      label: t('filter.system'),
      options: counted('system', facets?.system, text),
    },
    {
      name: 'environment',
      label: t('filter.environment'),
      options: counted('environment', environments, text),
    },
    { name: 'state', label: t('filter.state'), options: states },
  ] as const;
  return (
    <Filters
      className={styles.filters}
      count={fields.filter(({ name }) => filter[name].length > 0).length}
    >
      {fields
        .filter(
          ({ name, options }) => options.length > 0 || filter[name].length > 0,
        )
        .map(({ name, label, options }) => (
          <Select
            key={name}
            size="small"
            selectionMode="multiple"
            aria-label={label}
            placeholder={label}
            options={withChosen(options, filter[name], id =>
              name === 'rule' ? text.rule(id) : id,
            )}
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
  );
}

interface Option {
  id: string;
  label: string;
}

function counted(
  name: 'sourceId' | 'rule' | 'owner' | 'system' | 'environment',
  counts: readonly Count[] = [],
  text: SecretsText,
): Option[] {
  return counts.map(count => {
    const label =
      name === 'rule'
        ? text.rule(count.value, count.title)
        : countLabel(name, count, text);
    return { id: count.value, label: `${label} (${count.count})` };
  });
}

/** A link may name what nothing is found of any more. */
function withChosen(
  options: readonly Option[],
  chosen: readonly string[],
  labelOf: (id: string) => string,
): Option[] {
  const offered = new Set(options.map(({ id }) => id));
  return [
    ...options,
    ...chosen
      .filter(id => !offered.has(id))
      .map(id => ({ id, label: labelOf(id) })),
  ];
}
