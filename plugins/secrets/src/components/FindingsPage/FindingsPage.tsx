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
import {
  Container,
  Flex,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { FindingsTable } from '../Findings';
import { FindingsFilters } from './FindingsFilters';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;

/** What is wrong anywhere, as far as one may see it; the filter stands in the URL. */
export function FindingsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const [params, setParams] = useSearchParams();
  const of = (name: string) => params.getAll(name);
  const filter = { rule: of('rule'), owner: of('owner') };
  const severity = of('severity');
  const key = JSON.stringify(filter);
  const summary = useResource(
    key,
    () => api.getFindingsSummary(filter),
    revision,
  );
  const all = useResource('all', () => api.getFindingsSummary({}), revision);
  if (summary.error && !summary.value) {
    return (
      <Container>
        <ErrorState
          error={summary.error}
          onRetry={summary.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!summary.value) {
    return (
      <Container>
        <Skeleton width="60%" height="1.75rem" />
      </Container>
    );
  }
  const { bySeverity, total } = summary.value;
  const countOf = (value: string) =>
    bySeverity.find(item => item.value === value)?.count ?? 0;
  const urgent = countOf('critical') + countOf('high');
  const choose = (chosen: Record<string, Iterable<string | number>>) => {
    const next = new URLSearchParams(params);
    for (const [name, values] of Object.entries(chosen)) {
      next.delete(name);
      for (const value of values) {
        next.append(name, String(value));
      }
    }
    setParams(next, { replace: true });
  };
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('findings.sentence', { count: total, urgent: String(urgent) })}
        </Text>
        <ToggleButtonGroup
          aria-label={t('findings.severityLabel')}
          selectionMode="multiple"
          selectedKeys={severity}
          onSelectionChange={chosen => choose({ severity: chosen })}
        >
          {SEVERITIES.map(value => (
            <ToggleButton key={value} id={value}>
              {t(`findings.severity.${value}`)} ({countOf(value)})
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <FindingsFilters
          filter={filter}
          summary={all.value}
          onChange={chosen => choose({ ...chosen })}
        />
        <FindingsTable request={{ ...filter, severity }} revision={revision} />
      </Flex>
    </Container>
  );
}
