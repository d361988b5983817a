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

import { Flex, Link, Skeleton, Text } from '@backstage/ui';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  secretReadPermission,
  type ComplianceOverview,
  type ComplianceReport,
} from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef, type SecretsApi } from '../../api';
import { useEntityTab, useResource, useRevision } from '../../hooks';
import { rootRouteRef } from '../../routes';
import { entityName, useSecretsText } from '../../text';
import { PointsBar } from '../Compliance';
import { ErrorState } from '../ErrorState';
import styles from './HomePageCompliance.module.css';

/** So many services are looked at: each is a question of its own. */
const MOST_SERVICES = 12;
const SHOWN = 5;

/** The scores of one's own services, the lowest first; for those who see all that of the portal too. */
export function HomePageCompliance() {
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const catalog = useApi(catalogApiRef);
  const identity = useApi(identityApiRef);
  const overview = useRouteRef(rootRouteRef)();
  const revision = useRevision();
  const mine = useResource(
    'compliance',
    async () => {
      const { ownershipEntityRefs } = await identity.getBackstageIdentity();
      const { items } = await catalog.getEntities({
        filter: {
          kind: 'Component',
          'relations.ownedBy': ownershipEntityRefs,
        },
        fields: ['kind', 'metadata.namespace', 'metadata.name'],
        limit: MOST_SERVICES,
      });
      const reports = await Promise.all(
        items.map(async entity => {
          const entityRef = stringifyEntityRef(entity);
          return { entityRef, report: await api.getCompliance({ entityRef }) };
        }),
      );
      return {
        portal: await readPortal(api),
        services: reports
          .filter(({ report }) => report.score !== undefined)
          .sort((one, other) => one.report.score! - other.report.score!),
      };
    },
    revision,
  );
  if (mine.error && !mine.value) {
    return (
      <ErrorState
        error={mine.error}
        onRetry={mine.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!mine.value) {
    return <Skeleton width="80%" height="1.5rem" />;
  }
  const { portal, services } = mine.value;
  return (
    <Flex direction="column" gap="3">
      {portal?.score !== undefined && (
        <div className={styles.service}>
          <Link href={overview}>
            {t('compliance.home.portal', {
              score: String(portal.score),
              confidence: String(portal.confidence ?? 0),
            })}
          </Link>
          <PointsBar
            score={portal.score}
            confidence={portal.confidence ?? portal.score}
          />
        </div>
      )}
      {services.length === 0 ? (
        <Text as="p">{t('compliance.home.none')}</Text>
      ) : (
        <ul className={styles.list} aria-label={t('compliance.home.list')}>
          {services.slice(0, SHOWN).map(({ entityRef, report }) => (
            <Service key={entityRef} entityRef={entityRef} report={report} />
          ))}
        </ul>
      )}
    </Flex>
  );
}

function Service(props: { entityRef: string; report: ComplianceReport }) {
  const { entityRef, report } = props;
  const { score = 0, confidence = 0, improvements } = report;
  const { t } = useSecretsText();
  const tab = useEntityTab(entityRef);
  return (
    <li className={styles.service}>
      <span>
        <Link href={tab('compliance')}>{entityName(entityRef)}</Link>
        {': '}
        <Text>
          {t('compliance.home.service', {
            score: String(score),
            confidence: String(confidence),
          })}
        </Text>
      </span>
      <PointsBar score={score} confidence={confidence} />
      {improvements[0] && (
        <Text variant="body-small" color="secondary">
          {t('compliance.home.next', {
            gain: String(improvements[0].gain),
            text: improvements[0].text,
          })}
        </Text>
      )}
    </li>
  );
}

/** The numbers of the portal, for those who see all. */
async function readPortal(
  api: SecretsApi,
): Promise<ComplianceOverview | undefined> {
  try {
    return await api.getComplianceOverview({});
  } catch {
    return undefined;
  }
}
