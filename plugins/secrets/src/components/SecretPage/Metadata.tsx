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

import { Text } from '@backstage/ui';
import { type SecretDetail } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { RelativeTime } from '../RelativeTime';
import styles from './SecretPage.module.css';

interface MetadataProps {
  secret: SecretDetail;
}

/** Labels, annotations and field managers, as far as they are on the list of what is safe to show. */
export function Metadata(props: MetadataProps) {
  const { labels, annotations, managers } = props.secret;
  const { t } = useSecretsText();
  return (
    <div className={styles.metadata}>
      <section aria-label={t('secret.labels')}>
        <Text as="h4" weight="bold">
          {t('secret.labels')}
        </Text>
        {labels.length === 0 && <Text>{t('secret.noMetadata')}</Text>}
        <dl className={styles.factList}>
          {labels.map(label => (
            <div key={label.key}>
              <dt>{label.key}</dt>
              <dd>{label.value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-label={t('secret.annotations')}>
        <Text as="h4" weight="bold">
          {t('secret.annotations')}
        </Text>
        {annotations.length === 0 && <Text>{t('secret.noMetadata')}</Text>}
        <dl className={styles.factList}>
          {annotations.map(annotation => (
            <div key={annotation.key}>
              <dt>{annotation.key}</dt>
              <dd>
                {annotation.value ?? (
                  <Text color="secondary">
                    {t('secret.notShown', { count: annotation.length })}
                  </Text>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-label={t('secret.managers')}>
        <Text as="h4" weight="bold">
          {t('secret.managers')}
        </Text>
        {managers.length === 0 && <Text>{t('secret.noMetadata')}</Text>}
        <dl className={styles.factList}>
          {managers.map(manager => (
            <div key={`${manager.name} ${manager.operation} ${manager.time}`}>
              <dt>{manager.name}</dt>
              <dd>
                {manager.operation}
                {manager.time && (
                  <>
                    {' · '}
                    <RelativeTime at={manager.time} />
                  </>
                )}
                {manager.ownsData && ` · ${t('secret.ownsData')}`}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
