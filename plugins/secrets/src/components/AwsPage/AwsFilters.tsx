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

import { Select, ToggleButton } from '@backstage/ui';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { readPlace } from './aws';
import { type AwsFilter } from './useAwsFilter';
import styles from './AwsPage.module.css';

const ALL = 'all';

interface AwsFiltersProps {
  filter: AwsFilter;
  accounts: readonly Count[];
  places: readonly Count[];
  /** How many have a value that no Secret gets. */
  unsynced: number;
  onChange: (patch: Partial<AwsFilter>) => void;
}

/** Which account, region and service the table shows, and whether only what nothing syncs. */
export function AwsFilters(props: AwsFiltersProps) {
  const { filter, accounts, places, unsynced, onChange } = props;
  const { t } = useSecretsText();
  const fields = [
    {
      name: 'account',
      label: t('aws.account'),
      options: accounts.map(({ value, title = value, count }) => ({
        id: value,
        label: `${title} (${count})`,
      })),
    },
    {
      name: 'place',
      label: t('aws.region'),
      options: places.map(({ value, count }) => {
        const { region, service } = readPlace(value);
        const place = t('aws.place', { region, service: t(service) });
        return { id: value, label: `${place} (${count})` };
      }),
    },
  ] as const;
  return (
    <div
      className={styles.bar}
      role="group"
      aria-label={t('externalSecrets.filter.label')}
    >
      {fields
        .filter(({ name, options }) => options.length > 1 || filter[name])
        .map(({ name, label, options }) => (
          <Select
            key={name}
            size="small"
            aria-label={label}
            options={[
              { id: ALL, label: t('externalSecrets.filter.all', { label }) },
              ...options,
            ]}
            value={filter[name] ?? ALL}
            onChange={value =>
              onChange({
                [name]:
                  value === ALL || value === null ? undefined : String(value),
              })
            }
          />
        ))}
      <ToggleButton
        size="small"
        isSelected={filter.feeds === 'none'}
        onChange={isSelected =>
          onChange({ feeds: isSelected ? 'none' : undefined })
        }
      >
        {t('aws.unsynced', { count: unsynced })}
      </ToggleButton>
    </div>
  );
}
