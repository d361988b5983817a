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

import {
  CardBody,
  CardHeader,
  Container,
  Flex,
  Header,
  Link,
  Skeleton,
  Text,
} from '@backstage/ui';
import { useRouteRef, useRouteRefParams } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import {
  findingUpdatePermission,
  secretReadPermission,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import {
  findingRouteRef,
  findingsRouteRef,
  ruleRouteRef,
  secretRouteRef,
} from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { Card } from '../Card';
import { ErrorState } from '../ErrorState';
import { FindingRemedy } from '../FindingRemedy';
import { SeverityBadge } from '../Findings';
import { RelativeTime } from '../RelativeTime';
import { FindingActions } from './FindingActions';
import styles from './FindingPage.module.css';

/** One finding: what is wrong, how that is known, what to do, and what was decided. */
export function FindingPage() {
  const { id } = useRouteRefParams(findingRouteRef);
  const text = useSecretsText();
  const { t } = text;
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const findings = useRouteRef(findingsRouteRef)();
  const secretLink = useRouteRef(secretRouteRef);
  const ruleLink = useRouteRef(ruleRouteRef);
  const { allowed: mayDecide } = usePermission({
    permission: findingUpdatePermission,
  });
  const finding = useResource(id, () => api.getFinding({ id }), revision);
  if (finding.error && !finding.value) {
    return (
      <Container>
        <ErrorState
          error={finding.error}
          onRetry={finding.retry}
          forbidden={t('forbidden.list', {
            permission: secretReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (!finding.value) {
    return (
      <Container>
        <Skeleton width="20rem" height="2rem" />
      </Container>
    );
  }
  const { value } = finding;
  const { secret } = value;
  const remedy = text.remedy(value.rule) ?? value.text?.remedy;
  return (
    <>
      <Header
        title={text.title(value)}
        description={[secret.sourceTitle, secret.namespace, secret.name]
          .filter(Boolean)
          .join(' / ')}
        breadcrumbs={[{ label: t('tabs.findings'), href: findings }]}
      />
      <Container>
        <Flex direction="column" gap="4">
          <Flex gap="2" align="center">
            <SeverityBadge severity={value.severity} />
            <Text>{t(`findings.state.${value.state}`)}</Text>
          </Flex>
          <Text as="p" variant="body-large">
            {text.finding(value)}
          </Text>
          {remedy && <Text as="p">{t('findings.remedy', { remedy })}</Text>}
          <div>
            <FindingRemedy finding={value} isPrimary />
          </div>
          <Flex gap="4" style={{ flexWrap: 'wrap' }}>
            {!secret.kind && (
              <Link href={secretLink({ id: secret.id })}>
                {t('findings.openSecret', { name: secret.name })}
              </Link>
            )}
            <Link href={value.text?.docsUrl ?? ruleLink({ rule: value.rule })}>
              {t('rules.about')}
            </Link>
          </Flex>
          {mayDecide && value.state !== 'resolved' && (
            <FindingActions finding={value} onDecided={finding.retry} />
          )}
          <Card>
            <CardHeader>
              <Text as="h3" variant="body-large" weight="bold">
                {t('findings.facts')}
              </Text>
            </CardHeader>
            <CardBody>
              <dl className={styles.facts}>
                <Fact term={t('findings.owners')}>
                  {value.ownerRefs.map(entityName).join(t('separator')) ||
                    t('none')}
                </Fact>
                <Fact term={t('findings.firstSeen')}>
                  <RelativeTime at={value.firstSeen} />
                </Fact>
                {value.dueAt && (
                  <Fact term={t('findings.due')}>
                    <RelativeTime at={value.dueAt} />
                  </Fact>
                )}
                {value.reason && (
                  <Fact term={t('findings.reason')}>{value.reason}</Fact>
                )}
                {value.expiresAt && (
                  <Fact term={t('findings.until')}>
                    <RelativeTime at={value.expiresAt} />
                  </Fact>
                )}
              </dl>
              <ul className={styles.evidence}>
                {text.facts(value).map(({ words, code }) => (
                  <li key={code} title={code}>
                    <Text>{words}</Text>
                  </li>
                ))}
              </ul>
            </CardBody>
          </Card>
          <Card>
            <CardHeader>
              <Text as="h3" variant="body-large" weight="bold">
                {t('secret.history')}
              </Text>
            </CardHeader>
            <CardBody>
              <ul className={styles.history}>
                {value.history.map(entry => (
                  <li key={`${entry.at} ${entry.event}`}>
                    <Text>
                      {text.findingEvent(entry.event)}{' '}
                      <RelativeTime at={entry.at} />
                      {entry.by && ` · ${entityName(entry.by)}`}
                      {entry.reason && ` · ${entry.reason}`}
                    </Text>
                  </li>
                ))}
              </ul>
            </CardBody>
          </Card>
        </Flex>
      </Container>
    </>
  );
}

function Fact(props: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
