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
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  portalReadPermission,
  type FindingsSummary,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import { UnknownAccess } from '../Access';
import { ErrorState } from '../ErrorState';
import { ExportButton } from '../ExportButton';
import { AtRisk } from './AtRisk';
import { GrantsTable } from './GrantsTable';
import { NamespacesTable } from './NamespacesTable';
import { Risks } from './Risks';
import { SubjectsTable } from './SubjectsTable';
import { WhatIf } from './WhatIf';
import styles from './AccessPage.module.css';

const MOST = 200;

function countOf({ bySeverity }: FindingsSummary, severity: string): number {
  return bySeverity.find(({ value }) => value === severity)?.count ?? 0;
}

/** What is wrong with rights, who can read most, what opens most, and what is at risk if one of them is compromised. */
export function AccessPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const [search] = useSearchParams();
  const sourceId = search.get('source');
  const start = search.get('start');
  const deletion = search.get('delete');
  const subjects = useResource(
    'subjects',
    () => api.listAccessSubjects({ limit: MOST }),
    revision,
  );
  const risks = useResource(
    'risks',
    () => api.getFindingsSummary({ rule: ['risky-binding'] }),
    revision,
  );
  if (subjects.error && !subjects.value) {
    return (
      <Container>
        <ErrorState
          error={subjects.error}
          onRetry={subjects.retry}
          forbidden={t('forbidden.portal', {
            permission: portalReadPermission.name,
          })}
        />
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        {subjects.value ? (
          <Flex justify="between" align="start" gap="4">
            <Text as="h2" variant="title-x-small">
              {t('access.ranked', { count: subjects.value.totalSubjects })}
              {Boolean(risks.value?.total) && (
                <>
                  {'; '}
                  {t('access.risk.counts', {
                    count: risks.value!.total,
                    critical: String(countOf(risks.value!, 'critical')),
                    high: String(countOf(risks.value!, 'high')),
                  })}
                </>
              )}
            </Text>
            <ExportButton
              load={() => api.exportAccess({})}
              fileName="access.csv"
            />
          </Flex>
        ) : (
          <Skeleton width="min(36rem, 90%)" height="1.75rem" />
        )}
        <UnknownAccess unknown={subjects.value?.unknown ?? []} />
        {sourceId && start && (
          <AtRisk sourceId={sourceId} start={start} revision={revision} />
        )}
        <Tabs defaultSelectedKey={deletion ? 'what-if' : 'risks'}>
          <TabList className={styles.tabs}>
            <Tab id="risks">{t('access.risk.tab')}</Tab>
            <Tab id="subjects">{t('access.ranking.subjects')}</Tab>
            <Tab id="grants">{t('access.ranking.grants')}</Tab>
            <Tab id="namespaces">{t('access.ranking.namespaces')}</Tab>
            <Tab id="what-if">{t('access.whatIf.tab')}</Tab>
          </TabList>
          <TabPanel id="risks">
            <Risks revision={revision} />
          </TabPanel>
          <TabPanel id="subjects">
            {subjects.value ? (
              <SubjectsTable subjects={subjects.value.items} />
            ) : (
              <Skeleton width="100%" height="20rem" />
            )}
          </TabPanel>
          <TabPanel id="grants">
            <GrantsTable revision={revision} />
          </TabPanel>
          <TabPanel id="namespaces">
            <NamespacesTable revision={revision} />
          </TabPanel>
          <TabPanel id="what-if">
            <WhatIf
              sourceId={sourceId ?? undefined}
              deletions={deletion ?? undefined}
            />
          </TabPanel>
        </Tabs>
      </Flex>
    </Container>
  );
}
