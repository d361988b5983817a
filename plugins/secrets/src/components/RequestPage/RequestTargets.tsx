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

import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { type RequestTarget } from '@keyward/backstage-plugin-secrets-common';
import { secretRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import styles from './RequestPage.module.css';

/** The Secrets of a request, each with how far it has come. */
export function RequestTargets(props: { targets: RequestTarget[] }) {
  const { t } = useSecretsText();
  const secretLink = useRouteRef(secretRouteRef);
  return (
    <ul className={styles.list}>
      {props.targets.map(target => {
        const { keys, name, namespace, secretId, sourceTitle, step } = target;
        const title = `${sourceTitle} / ${namespace} / ${name}`;
        return (
          <li key={`${target.sourceId}/${namespace}/${name}`}>
            <Text>
              {secretId ? (
                <Link href={secretLink({ id: secretId })}>{title}</Link>
              ) : (
                title
              )}
            </Text>
            <Text>{t(`requests.event.${step}`)}</Text>
            <Text variant="body-small" color="secondary">
              {[
                t('requests.keys', { keys: keys.join(t('separator')) }),
                target.path,
                target.usedHow,
              ]
                .filter(Boolean)
                .join(' · ')}
            </Text>
          </li>
        );
      })}
    </ul>
  );
}
