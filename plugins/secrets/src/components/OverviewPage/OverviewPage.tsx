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
import { useResource, useRevision, type FilterField } from '../../hooks';
import { inventoryRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { ClaimNamespaces } from '../ClaimNamespaces';
import { ErrorState } from '../ErrorState';
import { NeedsActionCard } from '../NeedsAction';
import { SecretsSentence } from '../SecretsSentence';
import { StaleSources } from '../StaleSources';
import { FacetCard } from './FacetCard';
import { NothingYet } from './NothingYet';
import styles from './OverviewPage.module.css';

const FACETS = [
  ['source', 'sourceId'],
  ['namespace', 'namespace'],
  ['owner', 'owner'],
  ['system', 'system'],
  ['class', 'secretClass'],
  ['delivery', 'delivery'],
] as const satisfies ReadonlyArray<readonly [string, FilterField]>;

/** How many of what needs action stand first. */
const MOST = 5;

/** The numbers over all that one may see, each leading to its rows. */
export function OverviewPage() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const inventory = useRouteRef(inventoryRouteRef)();
  const revision = useRevision();
  const summary = useResource('portal', () => api.getSummary({}), revision);

  if (summary.error && !summary.value) {
    return (
      <Container>
        <ErrorState
          error={summary.error}
          onRetry={summary.retry}
          forbidden={t('forbidden.portal', {
            permission: portalReadPermission.name,
          })}
        />
      </Container>
    );
  }
  if (summary.value?.total === 0) {
    return (
      <Container>
        <Flex direction="column" gap="4">
          <StaleSources sources={summary.value.staleSources} />
          <NothingYet />
        </Flex>
      </Container>
    );
  }
  return (
    <Container>
      <Flex direction="column" gap="4">
        <SecretsSentence summary={summary.value} listHref={inventory} />
        <StaleSources sources={summary.value?.staleSources ?? []} />
        {Boolean(summary.value?.attention) && (
          <NeedsActionCard request={{}} most={MOST} revision={revision} />
        )}
        <ClaimNamespaces summary={summary.value} />
        <div className={styles.facets}>
          {FACETS.map(([facet, field]) =>
            summary.value ? (
              <FacetCard
                key={facet}
                title={t(`overview.${facet}`)}
                field={field}
                counts={summary.value.facets[facet]}
                total={summary.value.total}
                inventory={inventory}
              />
            ) : (
              <Skeleton key={facet} width="100%" height="12rem" />
            ),
          )}
        </div>
      </Flex>
    </Container>
  );
}
