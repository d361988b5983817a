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

import { Button, Flex } from '@backstage/ui';
import { RiLock2Line } from '@remixicon/react';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { secretReadPermission } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import {
  useListState,
  useResource,
  useRevision,
  type FilterField,
} from '../../hooks';
import { useSecretsText } from '../../text';
import { ErrorState } from '../ErrorState';
import { HeldClaims } from '../HeldClaims';
import { NeedsActionCard } from '../NeedsAction';
import { SecretsSentence } from '../SecretsSentence';
import { SecretsTable, TAB_COLUMNS } from '../SecretsTable';
import { StaleSources } from '../StaleSources';
import { UnconfirmedClaims } from '../UnconfirmedClaims';
import { EntityRequests } from './EntityRequests';
import { NoSecrets } from './NoSecrets';
import { useMaySeal } from './useMaySeal';
import styles from './EntitySecretsContent.module.css';

const FILTERS: readonly FilterField[] = [
  'state',
  'sourceId',
  'secretClass',
  'delivery',
];

/** So many of what needs action stand before the table. */
const MOST = 3;

interface EntitySecretsProps {
  entity: Entity;
  onSeal: () => void;
}

/** The list of the secrets of an entity. */
export function EntitySecrets(props: EntitySecretsProps) {
  const { entity, onSeal } = props;
  const entityRef = stringifyEntityRef(entity);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const list = useListState();
  const revision = useRevision();
  const summary = useResource(
    entityRef,
    () => api.getSecretsSummary({ entityRef }),
    revision,
  );
  const claims = useResource(
    entityRef,
    () => api.listClaims({ entityRef }),
    revision,
  );
  const maySeal = useMaySeal(entity);
  const forbidden = t('forbidden.list', {
    permission: secretReadPermission.name,
  });

  if (summary.error && !summary.value) {
    return (
      <ErrorState
        error={summary.error}
        onRetry={summary.retry}
        forbidden={forbidden}
      />
    );
  }
  const isEmpty = summary.value?.total === 0 && !list.isFiltered;
  return (
    <Flex direction="column" gap="4">
      <div className={styles.head}>
        {!isEmpty && <SecretsSentence summary={summary.value} />}
        {maySeal && (
          <div className={styles.actions}>
            <Button iconStart={<RiLock2Line aria-hidden />} onPress={onSeal}>
              {t('seal.button')}
            </Button>
          </div>
        )}
      </div>
      <StaleSources sources={summary.value?.staleSources ?? []} />
      {Boolean(summary.value?.attention) && !list.isFiltered && (
        <NeedsActionCard
          request={{ entityRef }}
          most={MOST}
          revision={revision}
        />
      )}
      {isEmpty ? (
        <NoSecrets name={entity.metadata.title ?? entity.metadata.name} />
      ) : (
        <SecretsTable
          table="entity"
          defaultColumns={TAB_COLUMNS}
          entityRef={entityRef}
          list={list}
          facets={summary.value?.facets}
          filterFields={FILTERS}
          revision={revision}
          exportName={`secrets-${entity.metadata.name}.csv`}
          forbidden={forbidden}
          mayReplace={maySeal}
        />
      )}
      <EntityRequests entityRef={entityRef} />
      {claims.value && (
        <>
          <HeldClaims
            entityRef={entityRef}
            claims={claims.value}
            onConfirmed={() => {
              claims.retry();
              summary.retry();
            }}
          />
          <UnconfirmedClaims claims={claims.value.items} />
        </>
      )}
    </Flex>
  );
}
