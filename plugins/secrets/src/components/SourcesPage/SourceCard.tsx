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

import { Alert, CardBody, CardHeader, Flex, Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type Source } from '@keyward/backstage-plugin-secrets-common';
import { searchOf } from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { ExternalLink } from '../ExternalLink';
import { RelativeTime } from '../RelativeTime';
import { SourceStateBadge } from '../SourceState';
import { Heartbeat } from './Heartbeat';
import { ProblemList } from '../ProblemList';
import { SourceProgress } from './SourceProgress';
import { SyncButton } from './SyncButton';
import styles from './SourcesPage.module.css';

interface SourceCardProps {
  source: Source;
  maySync: boolean;
}

/** One source: its state, how fresh it is, what it holds, what is wrong with it. */
export function SourceCard(props: SourceCardProps) {
  const { source, maySync } = props;
  const { t, duration } = useSecretsText();
  const inventory = useRouteRef(inventoryRouteRef)();
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Flex justify="between" align="start" gap="2">
          <div className={styles.title}>
            <Text as="h3" variant="body-large" weight="bold">
              {source.title}
            </Text>
            <Text variant="body-small" color="secondary">
              {[source.kind, source.mode].filter(Boolean).join(' · ')}
            </Text>
          </div>
          <Flex direction="column" align="end" gap="0.5">
            <SourceStateBadge state={source.state} />
            {source.stateSince && (
              <Text variant="body-x-small" color="secondary">
                {t('sources.since', {
                  time: <RelativeTime at={source.stateSince} />,
                })}
              </Text>
            )}
          </Flex>
        </Flex>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {source.progress && <SourceProgress progress={source.progress} />}
          {source.problems.length > 0 && (
            <Alert
              status="danger"
              icon
              title={t('sources.problems')}
              description={<ProblemList problems={source.problems} />}
            />
          )}
          {source.warnings.length > 0 && (
            <Alert
              status="warning"
              icon
              title={t('sources.warnings')}
              description={<ProblemList problems={source.warnings} />}
            />
          )}
          <dl className={styles.facts}>
            <div>
              <dt>{t('sources.secrets')}</dt>
              <dd>
                <Link
                  href={`${inventory}${searchOf({ sourceId: [source.id] })}`}
                >
                  {source.secretCount.toLocaleString()}
                </Link>
              </dd>
            </div>
            <div>
              <dt>{t('sources.objects')}</dt>
              <dd>{source.objectCount.toLocaleString()}</dd>
            </div>
            <div>
              <dt>{t('sources.lastFullSync')}</dt>
              <dd>
                {source.lastFullSync ? (
                  <RelativeTime at={source.lastFullSync} />
                ) : (
                  t('sources.never')
                )}
              </dd>
            </div>
            <div>
              <dt>{t('sources.lag')}</dt>
              <dd>
                {source.lagMs === undefined
                  ? t('notKnown')
                  : duration(source.lagMs)}
              </dd>
            </div>
            {Math.abs(source.clockSkewMs ?? 0) >= 1_000 && (
              <div>
                <dt>{t('sources.skew')}</dt>
                <dd>{duration(Math.abs(source.clockSkewMs ?? 0))}</dd>
              </div>
            )}
          </dl>
          {source.heartbeat && source.heartbeat.length > 0 && (
            <Heartbeat states={source.heartbeat} />
          )}
          <Flex align="center" gap="3">
            {maySync && <SyncButton source={source} />}
            <ExternalLink href={source.dashboardUrl}>
              {t('sources.dashboard')}
            </ExternalLink>
          </Flex>
        </Flex>
      </CardBody>
    </Card>
  );
}
