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
import { Checkbox, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  type DraftTarget,
  type SealRepository,
  type SealWorkload,
  type WorkloadReference,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { Refusals } from './Refusals';
import styles from './SealForm.module.css';

const NONE = '';
const HOW = ['envFrom', 'env', 'volume'] as const;

type How = (typeof HOW)[number];

interface ReferenceEditorProps {
  entityRef: string;
  target: DraftTarget;
  /** How people call its place, where there are several. */
  place: string | undefined;
  repository: SealRepository;
  value: WorkloadReference | undefined;
  onChange: (value: WorkloadReference | undefined) => void;
}

/** Which workload of the folder uses the Secret from then on, and how. */
export function ReferenceEditor(props: ReferenceEditorProps) {
  const { entityRef, target, place, repository, value, onChange } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const { repository: url, branch, path } = repository;
  const found = useResource(JSON.stringify([url, branch, path]), () =>
    api.listSealWorkloads({
      entityRef,
      repository: url,
      branch,
      path: path || undefined,
    }),
  );
  const workloads = (found.isStale ? undefined : found.value)?.items.filter(
    ({ namespace }) =>
      namespace === undefined || namespace === target.namespace,
  );
  const named = workloads?.find(each => idOf(each) === (value && idOf(value)));
  const nameOf = (label: string) => (place ? `${label} (${place})` : label);

  const select = (id: string) => {
    const workload = workloads?.find(each => idOf(each) === id);
    onChange(
      workload && {
        ...referenceTo(workload),
        as: 'envFrom',
        reloader: value?.reloader ?? false,
      },
    );
  };
  const use = (as: How) =>
    onChange({
      ...value!,
      as,
      mountPath:
        as === 'volume' ? value!.mountPath ?? `/etc/${target.name}` : undefined,
    });

  if (found.error || found.value?.refusal) {
    return (
      <Refusals
        refusals={[
          found.value?.refusal ?? {
            code: 'workloads',
            reason: t('seal.reference.failed'),
          },
        ]}
        status="info"
      />
    );
  }
  return (
    <div className={styles.fields}>
      <Select
        label={nameOf(t('seal.reference.workload'))}
        description={
          workloads?.length === 0
            ? t('seal.reference.noWorkloads')
            : t('seal.reference.hint')
        }
        isDisabled={!workloads?.length}
        options={[
          { value: NONE, label: t('seal.reference.none') },
          ...(workloads ?? []).map(each => ({
            value: idOf(each),
            label: `${each.kind} ${each.name}`,
          })),
        ]}
        value={named ? idOf(named) : NONE}
        onChange={key => select(String(key))}
      />
      {value && named && (
        <>
          {named.containers.length > 1 && (
            <Select
              label={nameOf(t('seal.reference.container'))}
              options={named.containers.map(name => ({
                value: name,
                label: name,
              }))}
              value={value.container}
              onChange={key => onChange({ ...value, container: String(key) })}
            />
          )}
          <Select
            label={nameOf(t('seal.reference.how'))}
            options={HOW.map(each => ({
              value: each,
              label: t(`seal.reference.as.${each}`),
            }))}
            value={value.as}
            onChange={key => use(key as How)}
          />
          {value.as === 'volume' && (
            <MountPath
              label={nameOf(t('seal.reference.mountPath'))}
              value={value.mountPath ?? ''}
              onChange={mountPath => onChange({ ...value, mountPath })}
            />
          )}
          <Checkbox
            isSelected={value.reloader ?? false}
            onChange={reloader => onChange({ ...value, reloader })}
          >
            <Text as="span">{nameOf(t('seal.reference.reloader'))}</Text>
          </Checkbox>
        </>
      )}
    </div>
  );
}

/** It is checked once it is typed, rather than with each letter. */
function MountPath(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, value, onChange } = props;
  const [text, setText] = useState(value);
  return (
    <TextField
      label={label}
      value={text}
      maxLength={1000}
      onChange={setText}
      onBlur={() => onChange(text)}
      onKeyDown={event => {
        if (event.key === 'Enter') {
          // It is not what the form is submitted with: first it is looked at.
          event.preventDefault();
          onChange(text);
        }
      }}
    />
  );
}

function idOf({ kind, name }: Pick<SealWorkload, 'kind' | 'name'>): string {
  return `${kind}/${name}`;
}

function referenceTo({
  kind,
  name,
  containers,
}: SealWorkload): Pick<WorkloadReference, 'kind' | 'name' | 'container'> {
  return {
    kind: kind as WorkloadReference['kind'],
    name,
    // Of several, the first is mostly the service itself.
    container: containers.length > 1 ? containers[0] : undefined,
  };
}
