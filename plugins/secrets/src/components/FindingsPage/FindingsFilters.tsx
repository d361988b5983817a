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

import { Button, Flex, Select } from '@backstage/ui';
import {
  type Count,
  type FindingsSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { countLabel } from '../SecretsTable';

/** What findings can be chosen by, besides their severity. */
export interface FindingsFilter {
  rule: string[];
  owner: string[];
}

interface FindingsFiltersProps {
  filter: FindingsFilter;
  /** The numbers of all that may be chosen. */
  summary: FindingsSummary | undefined;
  onChange(filter: FindingsFilter): void;
}

/** Choices of rules and teams, each with its number of findings. */
export function FindingsFilters(props: FindingsFiltersProps) {
  const { filter, summary, onChange } = props;
  const text = useSecretsText();
  const { t } = text;
  const fields = [
    { name: 'rule', label: t('findings.rule'), counts: summary?.byRule },
    { name: 'owner', label: t('filter.owner'), counts: summary?.byOwner },
  ] as const;
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      {fields.map(({ name, label, counts = [] }) => (
        <Select
          key={name}
          size="small"
          selectionMode="multiple"
          aria-label={label}
          placeholder={label}
          options={optionsOf(name, counts, filter[name], text)}
          value={filter[name]}
          onChange={value => onChange({ ...filter, [name]: value.map(String) })}
        />
      ))}
      {filter.rule.length + filter.owner.length > 0 && (
        <Button
          size="small"
          variant="tertiary"
          onPress={() => onChange({ rule: [], owner: [] })}
        >
          {t('table.clear')}
        </Button>
      )}
    </Flex>
  );
}

function optionsOf(
  name: keyof FindingsFilter,
  counts: readonly Count[],
  chosen: string[],
  text: SecretsText,
) {
  const labelOf = (count: Count) =>
    name === 'rule' ? text.rule(count.value) : countLabel('owner', count, text);
  const offered = new Set(counts.map(({ value }) => value));
  return [
    ...counts.map(count => ({
      id: count.value,
      label: `${labelOf(count)} (${count.count})`,
    })),
    // A link may name what nothing is found of any more.
    ...chosen
      .filter(id => !offered.has(id))
      .map(id => ({ id, label: name === 'rule' ? text.rule(id) : id })),
  ];
}
