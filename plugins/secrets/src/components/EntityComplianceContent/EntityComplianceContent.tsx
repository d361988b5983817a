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

import { Flex, Skeleton } from '@backstage/ui';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource, useRevision } from '../../hooks';
import { useSecretsText } from '../../text';
import {
  AgesFigure,
  FrameworkControls,
  Improvements,
  MissingSources,
  ScoreHeading,
  TrendFigure,
} from '../Compliance';
import { NoSecrets } from '../EntitySecretsContent/NoSecrets';
import { ErrorState } from '../ErrorState';
import styles from './EntityComplianceContent.module.css';

/**
 * How the entity whose page it stands on keeps to frameworks of compliance.
 *
 * @public
 */
export function EntityComplianceContent() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const revision = useRevision();
  const report = useResource(
    entityRef,
    () => api.getCompliance({ entityRef }),
    revision,
  );
  if (report.error && !report.value) {
    return (
      <ErrorState
        error={report.error}
        onRetry={report.retry}
        forbidden={t('forbidden.list', {
          permission: secretReadPermission.name,
        })}
      />
    );
  }
  if (!report.value) {
    return (
      <Flex direction="column" gap="4">
        <Skeleton width="min(36rem, 90%)" height="1.75rem" />
        <Skeleton width="100%" height="10rem" />
        <Skeleton width="100%" height="20rem" />
      </Flex>
    );
  }
  const { ages, asOf, confidence, improvements, missing, score, trend } =
    report.value;
  if (score === undefined) {
    return (
      <Flex direction="column" gap="4">
        <ScoreHeading score={score} confidence={confidence} />
        <NoSecrets name={entity.metadata.title ?? entity.metadata.name} />
      </Flex>
    );
  }
  const request = { entityRef };
  return (
    <Flex direction="column" gap="6">
      <ScoreHeading score={score} confidence={confidence} asOf={asOf} />
      <Improvements improvements={improvements} request={request} />
      <FrameworkControls report={report.value} request={request} />
      <div className={styles.figures}>
        <AgesFigure ages={ages} />
        <TrendFigure trend={trend} />
      </div>
      <MissingSources missing={missing} />
    </Flex>
  );
}
