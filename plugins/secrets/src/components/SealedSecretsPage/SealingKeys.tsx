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
import { Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import { bareName, ResourceFinding } from '../Resources';
import { StateBadge, type Tone } from '../StateBadge';
import styles from './SealedSecretsPage.module.css';

const MOST = 50;
const TONES: Record<string, Tone> = { active: 'good', compromised: 'bad' };

interface SealingKeysProps {
  controller: Resource;
  revision: number;
}

/** The keys of a controller, the newest first: it seals with the newest and opens with all. */
export function SealingKeys(props: SealingKeysProps) {
  const { controller, revision } = props;
  const { sourceId, namespace } = controller;
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const keys = useResource(
    controller.id,
    () =>
      api.listResources({
        kind: ['sealing-key'],
        sourceId: [sourceId],
        namespace: [namespace],
        limit: MOST,
      }),
    revision,
  );
  if (!keys.value) {
    return keys.error ? (
      <Text color="secondary">{t('notKnown')}</Text>
    ) : (
      <Skeleton width="100%" height="2rem" />
    );
  }
  const { items, totalItems } = keys.value;
  if (!controller.attributes.keysKnown) {
    return <Text color="secondary">{t('sealedSecrets.keysUnknown')}</Text>;
  }
  if (items.length === 0) {
    return <Text>{t('sealedSecrets.noKeys')}</Text>;
  }
  const sorted = [...items].sort((one, other) =>
    madeAt(other).localeCompare(madeAt(one)),
  );
  const newest = sorted.find(({ attributes }) => attributes.state === 'active');
  return (
    <>
      <ul className={styles.keys}>
        {sorted.map(key => {
          const state = String(key.attributes.state);
          const isNewest = key === newest;
          return (
            <li key={key.id}>
              <code>{bareName(key.name)}</code>
              <Text as="span" variant="body-small" color="secondary">
                {madeAt(key) ? (
                  <RelativeTime at={madeAt(key)} />
                ) : (
                  t('notKnown')
                )}
              </Text>
              <StateBadge
                tone={TONES[state] ?? 'unknown'}
                word={keyWord(t, state, isNewest)}
              />
              {key.finding && <ResourceFinding finding={key.finding} />}
            </li>
          );
        })}
      </ul>
      {totalItems > items.length && (
        <Text variant="body-small" color="secondary">
          {t('sealedSecrets.moreKeys', { count: totalItems - items.length })}
        </Text>
      )}
    </>
  );
}

function madeAt({ attributes }: Resource): string {
  return String(attributes.createdAt ?? '');
}

function keyWord(
  t: ReturnType<typeof useSecretsText>['t'],
  state: string,
  isNewest: boolean,
): string {
  if (state === 'active') {
    return t(isNewest ? 'sealedSecrets.key.newest' : 'sealedSecrets.key.older');
  }
  return state === 'compromised'
    ? t('sealedSecrets.key.compromised')
    : t('sealedSecrets.key.other');
}
