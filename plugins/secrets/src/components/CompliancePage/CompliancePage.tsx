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
  type ComplianceReport,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision, useScopeFilter } from '../../hooks';
import { useSecretsText, type SecretsText } from '../../text';
import {
  AgesFigure,
  FrameworkControls,
  Improvements,
  MissingSources,
  ScoreHeading,
  ScoreParts,
  TrendFigure,
} from '../Compliance';
import { ErrorState } from '../ErrorState';
import { ScopeBar } from '../ScopeBar';
import { ControlsMatrix } from './ControlsMatrix';
import { EncryptionTable } from './EncryptionTable';
import { ScopesView } from './ScopesView';
import styles from './CompliancePage.module.css';

const VIEWS = [
  'practices',
  'frameworks',
  'scopes',
  'encryption',
  'score',
] as const;
const PRACTICES = 'best-practices';

/** How all that one sees keeps to the best practices and to frameworks. */
export function CompliancePage() {
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const scope = useScopeFilter();
  const [params, setParams] = useSearchParams();
  const revision = useRevision();
  const report = useResource(
    scope.search,
    () => api.getCompliance(scope.filter),
    revision,
  );
  if (report.error && !report.value) {
    return (
      <Container>
        <ErrorState
          error={report.error}
          onRetry={report.retry}
          forbidden={t('compliance.forbidden.portal', {
            permission: portalReadPermission.name,
          })}
        />
      </Container>
    );
  }
  const view = VIEWS.find(name => name === params.get('view')) ?? 'practices';
  const choose = (name: string) =>
    setParams(
      previous => {
        const next = new URLSearchParams(previous);
        next.set('view', name);
        return next;
      },
      { replace: true },
    );
  const { value } = report;
  return (
    <Container>
      <Flex direction="column" gap="4">
        <ScopeBar scope={scope} />
        {value ? (
          <Text as="h2" variant="title-x-small">
            {headingOf(value, text)}
          </Text>
        ) : (
          <Skeleton width="min(36rem, 90%)" height="1.75rem" />
        )}
        <Tabs selectedKey={view} onSelectionChange={key => choose(String(key))}>
          <TabList className={styles.tabs}>
            {VIEWS.map(name => (
              <Tab key={name} id={name}>
                {t(`compliance.page.views.${name}`)}
              </Tab>
            ))}
          </TabList>
          {VIEWS.map(name => (
            <TabPanel key={name} id={name}>
              {value ? (
                <View
                  name={name}
                  report={value}
                  scope={scope}
                  revision={revision}
                />
              ) : (
                <Skeleton width="100%" height="20rem" />
              )}
            </TabPanel>
          ))}
        </Tabs>
      </Flex>
    </Container>
  );
}

function View(props: {
  name: (typeof VIEWS)[number];
  report: ComplianceReport;
  scope: ReturnType<typeof useScopeFilter>;
  revision: number;
}) {
  const { name, report, scope, revision } = props;
  const { filter } = scope;
  const { t } = useSecretsText();
  const practices = report.frameworks.find(({ id }) => id === PRACTICES);
  switch (name) {
    case 'practices':
      return (
        <Flex direction="column" gap="3">
          <Text as="p" color="secondary">
            {t(
              practices
                ? 'compliance.page.practices'
                : 'compliance.frameworks.none',
            )}
          </Text>
          {practices && (
            <ControlsMatrix
              framework={practices}
              by="cluster"
              filter={filter}
              revision={revision}
              label={t('compliance.page.matrix')}
            />
          )}
        </Flex>
      );
    case 'scopes':
      return (
        <ScopesView
          frameworks={report.frameworks}
          filter={filter}
          revision={revision}
        />
      );
    case 'frameworks':
      return (
        <Flex direction="column" gap="6">
          <FrameworkControls report={report} request={filter} />
          <MissingSources missing={report.missing} />
        </Flex>
      );
    case 'encryption':
      return <EncryptionTable clusters={report.encryption} />;
    default:
      return (
        <Flex direction="column" gap="6">
          <ScoreHeading
            score={report.score}
            confidence={report.confidence}
            asOf={report.asOf}
          />
          <Improvements improvements={report.improvements} request={filter} />
          <div className={styles.figures}>
            <TrendFigure trend={report.trend} />
            <AgesFigure ages={report.ages} />
          </div>
          <ScoreParts parts={report.parts} />
        </Flex>
      );
  }
}

/** The answer in a sentence: how many best practices pass, fail and are not known. */
function headingOf(
  { frameworks }: ComplianceReport,
  { t }: SecretsText,
): string {
  const counts = frameworks.find(({ id }) => id === PRACTICES)?.counts;
  if (!counts) {
    return t('compliance.title');
  }
  const { pass, fail, unknown, notApplicable } = counts;
  return [
    t('compliance.page.sentence', {
      count: pass + fail + unknown + notApplicable,
      pass: String(pass),
    }),
    t('compliance.page.fails', { count: fail }),
    t('compliance.page.unknown', { count: unknown }),
  ].join(' · ');
}
