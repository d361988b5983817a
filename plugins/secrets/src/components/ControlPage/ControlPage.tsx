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
import { Container, Flex, Header, Link, Skeleton, Text } from '@backstage/ui';
import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  portalReadPermission,
  type ComplianceReport,
  type ControlReport,
  type FrameworkReport,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type ScopeRequest } from '../../api';
import {
  useEntityTabs,
  useResource,
  useRevision,
  useScopeFilter,
} from '../../hooks';
import { complianceRouteRef, controlRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import {
  CheckEvidence,
  controlTitle,
  MissingSources,
  useControlHref,
  VerdictBadge,
} from '../Compliance';
import { ErrorState } from '../ErrorState';
import { ExternalLink } from '../ExternalLink';
import { ScopeBar } from '../ScopeBar';
import styles from './ControlPage.module.css';

/** A control: what it asks, where it stands, the checks behind it with their evidence, and what to do. */
export function ControlPage() {
  const params = useRouteRefParams(controlRouteRef);
  const [search] = useSearchParams();
  const entityRef = search.get('entity') ?? undefined;
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const scope = useScopeFilter();
  const revision = useRevision();
  const tabs = useEntityTabs(entityRef);
  const compliance = useRouteRef(complianceRouteRef)();
  const request: ScopeRequest = { ...scope.filter, entityRef };
  const report = useResource(
    JSON.stringify(request),
    () => api.getCompliance(request),
    revision,
  );
  const framework = report.value?.frameworks.find(
    ({ id }) => id === params.framework,
  );
  const control = framework?.controls.find(({ id }) => id === params.control);
  return (
    <>
      <Header
        title={control ? controlTitle(control, text) : params.control}
        description={framework?.title}
        breadcrumbs={[
          {
            label: t('tabs.compliance'),
            href: `${compliance}?view=frameworks`,
          },
          ...(entityRef && tabs
            ? [{ label: entityName(entityRef), href: tabs('compliance') }]
            : []),
        ]}
      />
      <Container>
        <Flex direction="column" gap="5">
          {entityRef === undefined && <ScopeBar scope={scope} />}
          {report.error && !report.value && (
            <ErrorState
              error={report.error}
              onRetry={report.retry}
              forbidden={t('compliance.forbidden.portal', {
                permission: portalReadPermission.name,
              })}
            />
          )}
          {!report.value && !report.error && (
            <Skeleton width="100%" height="20rem" />
          )}
          {report.value && !(control && framework) && (
            <Text as="p">
              {t('compliance.control.notFound', {
                control: params.control,
                framework: params.framework,
              })}
            </Text>
          )}
          {report.value && control && framework && (
            <ControlDetails
              report={report.value}
              framework={framework}
              control={control}
              request={request}
            />
          )}
        </Flex>
      </Container>
    </>
  );
}

interface ControlDetailsProps {
  report: ComplianceReport;
  framework: FrameworkReport;
  control: ControlReport;
  request: ScopeRequest;
}

function ControlDetails(props: ControlDetailsProps) {
  const { report, framework, control, request } = props;
  const text = useSecretsText();
  const { t } = text;
  const controlHref = useControlHref(request);
  const checks = report.checks.filter(({ id }) => control.checks.includes(id));
  return (
    <>
      <section className={styles.section}>
        <div>
          <VerdictBadge verdict={control.verdict} />
        </div>
        <Text as="h3" variant="title-x-small">
          {t('compliance.control.asks')}
        </Text>
        <Text as="p">{control.asks}</Text>
        <Text as="p" variant="body-small" color="secondary">
          {t('compliance.control.referenceNote')}{' '}
          <ExternalLink href={control.reference.url}>
            {t('compliance.control.reference', {
              framework: framework.title,
              number: control.reference.number,
            })}
          </ExternalLink>
        </Text>
      </section>
      <section className={styles.section}>
        <Text as="h3" variant="title-x-small">
          {t('compliance.control.remedy')}
        </Text>
        <Text as="p">{control.remedy}</Text>
      </section>
      {checks.length > 0 && (
        <section className={styles.section}>
          <Text as="h3" variant="title-x-small">
            {t('compliance.control.checks')}
          </Text>
          {checks.map(check => (
            <CheckEvidence key={check.id} check={check} request={request} />
          ))}
        </section>
      )}
      {control.restsOn.length > 0 && (
        <section className={styles.section}>
          <Text as="p">{t('compliance.control.restsOn')}</Text>
          <ul className={styles.list}>
            {control.restsOn.map(name => {
              const [other, ...rest] = name.split('/');
              const id = rest.join('/');
              const found = report.frameworks
                .find(each => each.id === other)
                ?.controls.find(each => each.id === id);
              return (
                <li key={name}>
                  {found && <VerdictBadge verdict={found.verdict} />}
                  <Link href={controlHref(other, id)}>
                    {found ? controlTitle(found, text) : name}
                  </Link>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <MissingSources
        missing={report.missing.filter(({ id }) =>
          control.missing.includes(id),
        )}
      />
    </>
  );
}
