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

import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  Button,
  Container,
  Flex,
  Skeleton,
  Text,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  findingUpdatePermission,
  secretReadPermission,
  type Finding,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useFindingsFilter, useResource, useRevision } from '../../hooks';
import { entityName, useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { ExportButton } from '../ExportButton';
import { useEnvironmentCounts } from '../ScopeBar';
import { FoldedFindings } from '../Findings';
import { DecideBar } from './DecideBar';
import { FindingsFilters } from './FindingsFilters';
import { SavedFilters } from './SavedFilters';
import styles from './FindingsPage.module.css';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
const NONE: ReadonlyMap<string, Finding> = new Map();

/** What is wrong anywhere, as far as one may see it; the filter stands in the URL. */
export function FindingsPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const signalled = useRevision();
  const [decided, setDecided] = useState(0);
  const revision = signalled + decided;
  const list = useFindingsFilter();
  const { filter, search } = list;
  const [params, setParams] = useSearchParams();
  const entityRef = params.get('entity') ?? undefined;
  const [selected, setSelected] = useState(NONE);
  useEffect(() => setSelected(NONE), [search]);
  const onDecided = useCallback(() => setDecided(count => count + 1), []);
  const { allowed: mayDecide } = usePermission({
    permission: findingUpdatePermission,
  });
  const { severity, ...others } = { ...filter, entityRef };
  const summary = useResource(
    JSON.stringify(others),
    () => api.getFindingsSummary(others),
    revision,
  );
  const all = useResource('all', () => api.getFindingsSummary({}), revision);
  const secrets = useResource('secrets', () => api.getSecretsSummary({}));
  const environments = useEnvironmentCounts();
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
  return (
    <Container>
      <Flex direction="column" gap="4">
        <Text as="h2" variant="title-x-small">
          {t('findings.sentence', { count: total, urgent: String(urgent) })}
        </Text>
        {entityRef && (
          <div>
            <Button
              size="small"
              variant="secondary"
              onPress={() =>
                setParams(previous => {
                  const next = new URLSearchParams(previous);
                  next.delete('entity');
                  return next;
                })
              }
            >
              {t('filter.remove', { name: entityName(entityRef) })}
            </Button>
          </div>
        )}
        <div className={styles.toolbar}>
          <ToggleButtonGroup
            aria-label={t('findings.severityLabel')}
            selectionMode="multiple"
            selectedKeys={severity}
            onSelectionChange={keys =>
              list.change({ severity: [...keys].map(String) })
            }
          >
            {SEVERITIES.map(value => (
              <ToggleButton key={value} id={value}>
                {t(`findings.severity.${value}`)} ({countOf(value)})
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <div className={styles.saved}>
            <SavedFilters search={search} onTake={list.take} />
            <ExportButton
              load={() => api.exportFindings({ ...filter, entityRef })}
              fileName="findings.csv"
            />
          </div>
        </div>
        <FindingsFilters
          filter={filter}
          isFiltered={list.isFiltered}
          summary={all.value}
          facets={secrets.value?.facets}
          environments={environments}
          onChange={list.change}
          onClear={list.clear}
        />
        <FoldedFindings
          request={{ ...filter, entityRef }}
          low={countOf('low')}
          resourceLabel={t('findings.kindLabel')}
          revision={revision}
          selection={
            mayDecide ? { selected, onChange: setSelected } : undefined
          }
        />
        {mayDecide && (
          <DecideBar
            selected={selected}
            onChange={setSelected}
            onDecided={onDecided}
          />
        )}
      </Flex>
    </Container>
  );
}
