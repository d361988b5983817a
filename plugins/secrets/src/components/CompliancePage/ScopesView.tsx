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

import { useSearchParams } from 'react-router-dom';
import { Flex, Select, ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import {
  type ComplianceReport,
  type ComplianceScopeRow,
} from '@keyward/backstage-plugin-secrets-common';
import { type ScopeFilter } from '../../api';
import { SCOPE_KINDS } from '../../hooks';
import { useSecretsText } from '../../text';
import { ControlsMatrix } from './ControlsMatrix';
import styles from './CompliancePage.module.css';

interface ScopesViewProps {
  frameworks: ComplianceReport['frameworks'];
  filter: ScopeFilter;
  revision: number;
}

/** A framework by teams, systems, clusters or environments. */
export function ScopesView(props: ScopesViewProps) {
  const { frameworks, filter, revision } = props;
  const { t } = useSecretsText();
  const [params, setParams] = useSearchParams();
  const framework =
    frameworks.find(({ id }) => id === params.get('framework')) ??
    frameworks[0];
  const by = SCOPE_KINDS.find(kind => kind === params.get('by')) ?? 'team';
  const choose = (name: string, value: string) =>
    setParams(
      previous => {
        const next = new URLSearchParams(previous);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <Flex direction="column" gap="3">
      <Flex gap="3" align="center" className={styles.choices}>
        <Select
          className={styles.framework}
          size="small"
          aria-label={t('compliance.page.framework')}
          options={frameworks.map(({ id, title }) => ({ id, label: title }))}
          value={framework?.id}
          onChange={value => choose('framework', String(value))}
        />
        <ToggleButtonGroup
          aria-label={t('compliance.page.by')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[by]}
          onSelectionChange={keys => choose('by', String([...keys][0]))}
        >
          {SCOPE_KINDS.map((kind: ComplianceScopeRow['kind']) => (
            <ToggleButton key={kind} id={kind} size="small">
              {t(`compliance.scopes.kind.${kind}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Flex>
      {framework && (
        <ControlsMatrix
          framework={framework}
          by={by}
          filter={filter}
          revision={revision}
          label={t('compliance.page.matrixOf', { framework: framework.title })}
        />
      )}
    </Flex>
  );
}
