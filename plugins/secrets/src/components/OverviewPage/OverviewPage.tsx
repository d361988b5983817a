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

import { Container, Flex, Skeleton } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useApi } from '@backstage/frontend-plugin-api';
import { portalReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision, useScopeFilter } from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ScoreHeading, TrendFigure } from '../Compliance';
import { ClaimNamespaces } from '../ClaimNamespaces';
import { ErrorState } from '../ErrorState';
import { NeedsActionCard } from '../NeedsAction';
import { ScopeBar } from '../ScopeBar';
import { SecretsSentence } from '../SecretsSentence';
import { StaleSources } from '../StaleSources';
import { Figures } from './Figures';
import { NothingYet } from './NothingYet';
import { RankedScopes } from './RankedScopes';
import styles from './OverviewPage.module.css';

/** How many of the secrets that need action stand there, and of the bindings. */
const MOST = 3;
const MOST_BINDINGS = 2;

/** What needs action and how the portal stands, on one screen; then the teams, the worst first. */
export function OverviewPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const scope = useScopeFilter();
  const { filter, search } = scope;
  const revision = useRevision();
  const inventory = useRouteRef(inventoryRouteRef)();
  const overview = useResource(
    search,
    () => api.getComplianceOverview(filter),
    revision,
  );
  const summary = useResource(
    search,
    () => api.getSecretsSummary(filter),
    revision,
  );
  const bindings = useResource(
    `bindings ${search}`,
    () =>
      api.getFindingsSummary({
        ...filter,
        rule: ['risky-binding'],
        severity: ['critical', 'high'],
      }),
    revision,
  );
  const error = overview.error ?? summary.error;
  if (error && !(overview.value && summary.value)) {
    return (
      <Container>
        <ErrorState
          error={error}
          onRetry={() => {
            overview.retry();
            summary.retry();
          }}
          forbidden={t('forbidden.portal', {
            permission: portalReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (summary.value?.total === 0 && !scope.isFiltered) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <StaleSources sources={summary.value.staleSources} />
          <NothingYet />
        </Flex>
      </Container>
    );
  }
  const isTrend = (overview.value?.trend.length ?? 0) > 1;
  return (
    <Container>
      <Flex direction="column" gap="5">
        <ScopeBar scope={scope} />
        <SecretsSentence
          summary={summary.value}
          listHref={inventory}
          filter={filter}
        />
        {overview.value ? (
          <>
            <ScoreHeading
              score={overview.value.score}
              confidence={overview.value.confidence}
              asOf={overview.value.asOf}
            />
            <StaleSources
              sources={[
                ...(summary.value?.staleSources ?? []),
                // Only scores still count these.
                ...overview.value.staleSources.filter(
                  ({ state }) => state === 'retired',
                ),
              ]}
            />
          </>
        ) : (
          <Skeleton width="min(36rem, 90%)" height="4.5rem" />
        )}
        <div className={styles.columns}>
          {!summary.value && <Skeleton width="100%" height="12rem" />}
          {Boolean(summary.value?.attention || bindings.value?.total) && (
            <NeedsActionCard
              request={filter}
              most={MOST}
              mostBindings={MOST_BINDINGS}
              revision={revision}
            />
          )}
          {isTrend && <TrendFigure trend={overview.value!.trend} />}
        </div>
        {overview.value ? (
          <Figures overview={overview.value} filter={filter} />
        ) : (
          <Skeleton width="100%" height="10rem" />
        )}
        <ClaimNamespaces summary={summary.value} />
        <RankedScopes filter={filter} revision={revision} />
        {overview.value && !isTrend && (
          <TrendFigure trend={overview.value.trend} />
        )}
      </Flex>
    </Container>
  );
}
