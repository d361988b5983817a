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

import { Button, Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  type Count,
  type ResourceCount,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { deliveryStateOf } from '../Resources';
import { type OperatorFilter, type View, VIEWS } from './useOperatorFilter';
import styles from './ExternalSecretsPage.module.css';

const ALL = 'all';

const VIEW_MESSAGES = {
  'external-secret': 'externalSecrets.view.externalSecrets',
  'cluster-external-secret': 'externalSecrets.view.clusterExternalSecrets',
  'push-secret': 'externalSecrets.view.pushSecrets',
} as const satisfies Record<View, string>;

interface OperatorFiltersProps {
  filter: OperatorFilter;
  totals: Record<View, number>;
  /** Of what is shown, by state, cause and whether it is stale. */
  counts: readonly ResourceCount[];
  onChange: (patch: Partial<OperatorFilter>) => void;
}

/** What the table shows: a kind, and states, causes and a store among them. */
export function OperatorFilters(props: OperatorFiltersProps) {
  const { filter, totals, counts, onChange } = props;
  const text = useSecretsText();
  const { t } = text;
  const fields = [
    {
      name: 'state',
      label: t('externalSecrets.filter.state'),
      options: stateOptions(counts, text),
    },
    {
      name: 'cause',
      label: t('externalSecrets.filter.cause'),
      options: optionsOf(counts, 'cause', text.cause),
    },
  ] as const;
  const { namespace, store } = filter;
  return (
    <>
      <ToggleButtonGroup
        className={styles.filters}
        aria-label={t('externalSecrets.view.label')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter.kind]}
        onSelectionChange={keys =>
          onChange({
            kind: [...keys][0] as View,
            state: undefined,
            cause: undefined,
          })
        }
      >
        {VIEWS.map(view => (
          <ToggleButton key={view} id={view}>
            {t(VIEW_MESSAGES[view])} ({totals[view]})
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div
        className={styles.bar}
        role="group"
        aria-label={t('externalSecrets.filter.label')}
      >
        {fields
          .filter(({ name, options }) => options.length > 0 || filter[name])
          .map(({ name, label, options }) => (
            <ChoiceOfOne
              key={name}
              label={label}
              options={options}
              value={filter[name]}
              onChange={value => onChange({ [name]: value })}
            />
          ))}
        {store && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => onChange({ store: undefined, namespace: undefined })}
          >
            {t('filter.remove', {
              name: [namespace, store].filter(Boolean).join(' / '),
            })}
          </Button>
        )}
      </div>
    </>
  );
}

interface ClusterFilterProps {
  value: string | undefined;
  clusters: readonly Count[];
  onChange: (cluster: string | undefined) => void;
}

/** The cluster that the page shows, where there are several. */
export function ClusterFilter(props: ClusterFilterProps) {
  const { value, clusters, onChange } = props;
  const { t } = useSecretsText();
  if (clusters.length < 2 && !value) {
    return null;
  }
  return (
    <div className={styles.bar}>
      <ChoiceOfOne
        label={t('filter.sourceId')}
        options={clusters.map(each => ({
          id: each.value,
          label: each.title ?? each.value,
        }))}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

interface Option {
  id: string;
  label: string;
}

function ChoiceOfOne(props: {
  label: string;
  options: readonly Option[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { label, options, value, onChange } = props;
  const { t } = useSecretsText();
  // A link may name what there is none of any more.
  const isOffered =
    value === undefined || options.some(({ id }) => id === value);
  return (
    <Select
      size="small"
      aria-label={label}
      options={[
        { id: ALL, label: t('externalSecrets.filter.all', { label }) },
        ...options,
        ...(isOffered ? [] : [{ id: value, label: value }]),
      ]}
      value={value ?? ALL}
      onChange={chosen =>
        onChange(chosen === ALL || chosen === null ? undefined : String(chosen))
      }
    />
  );
}

function optionsOf(
  counts: readonly ResourceCount[],
  attribute: string,
  wordOf: (value: string) => string,
): Option[] {
  return counts
    .filter(each => each.attribute === attribute && each.value !== '')
    .map(({ value, count }) => ({
      id: value,
      label: `${wordOf(value)} (${count})`,
    }));
}

function stateOptions(
  counts: readonly ResourceCount[],
  { t }: SecretsText,
): Option[] {
  const stale = counts.find(
    ({ attribute, value }) => attribute === 'isStale' && value === 'true',
  );
  return [
    ...optionsOf(counts, 'state', state =>
      t(`externalSecrets.state.${deliveryStateOf(state)}`),
    ),
    ...(stale
      ? [
          {
            id: 'stale',
            label: `${t('externalSecrets.refresh.stale')} (${stale.count})`,
          },
        ]
      : []),
  ];
}
