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

import { Button, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { bareName } from '../Resources';
import { wrappingButton } from '../WrappingButton';

const MOST_NAMED = 3;

interface StoreVictimsProps {
  store: Resource;
  revision: number;
  onShow: () => void;
}

/** The first of the ExternalSecrets that fail for a store, of those that the reader sees. */
export function StoreVictims(props: StoreVictimsProps) {
  const { store, revision, onShow } = props;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const victims = useResource(
    store.id,
    () =>
      api.listResources({
        kind: ['external-secret'],
        sourceId: [store.sourceId],
        // What a SecretStore serves is in its own namespace.
        ...(store.namespace ? { namespace: [store.namespace] } : {}),
        attribute: [`stores:${store.name}`, 'state:failing'],
        limit: MOST_NAMED,
      }),
    revision,
  );
  if (!victims.value) {
    return victims.error ? (
      <Text as="div" variant="body-small" color="secondary">
        {t('notKnown')}
      </Text>
    ) : (
      <Skeleton width="12rem" height="1rem" />
    );
  }
  const { items, totalItems } = victims.value;
  if (items.length === 0) {
    return null;
  }
  const names = items
    .map(({ namespace, name }) => `${namespace}/${bareName(name)}`)
    .join(t('separator'));
  return (
    <>
      <Text as="div" variant="body-small" color="secondary">
        {totalItems > items.length
          ? t('externalSecrets.moreVictims', {
              names,
              rest: String(totalItems - items.length),
            })
          : names}
      </Text>
      <Button
        className={wrappingButton}
        size="small"
        variant="secondary"
        aria-label={t('externalSecrets.showOf', { name: store.name })}
        onPress={onShow}
      >
        {t('externalSecrets.showVictims')}
      </Button>
    </>
  );
}
