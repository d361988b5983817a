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

import { useState } from 'react';
import { Select, Text } from '@backstage/ui';
import { type Count } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { claimLines } from './claimLines';
import styles from './ClaimNamespaces.module.css';

interface ClaimStepsProps {
  namespace: string;
  /** The clusters, one of which has the namespace. */
  sources: Count[];
}

/** What to register and what to confirm, so that a namespace belongs to a service. */
export function ClaimSteps(props: ClaimStepsProps) {
  const { namespace, sources } = props;
  const { t } = useSecretsText();
  const clusters = sources.map(({ value, title }) => title ?? value);
  const [cluster, setCluster] = useState(clusters[0] ?? '');
  const lines = claimLines(cluster, namespace);
  return (
    <ol className={styles.steps}>
      <li>
        <Text variant="body-small">{t('claimNamespaces.register')}</Text>
        {clusters.length > 1 && (
          <Select
            size="small"
            aria-label={t('filter.sourceId')}
            options={clusters.map(name => ({ id: name, label: name }))}
            value={cluster}
            onChange={value => setCluster(String(value))}
          />
        )}
        <Lines text={lines.entity} name="catalog-info.yaml" />
      </li>
      <li>
        <Text variant="body-small">{t('claimNamespaces.confirm')}</Text>
        <Lines
          text={lines.command}
          name={t('claimNamespaces.theCommand', { name: namespace })}
        />
        <Text variant="body-small">{t('claimNamespaces.orConfig')}</Text>
        <Lines text={lines.scopes} name="secrets.scopes" />
      </li>
    </ol>
  );
}

function Lines(props: { text: string; name: string }) {
  const { text, name } = props;
  return (
    <div className={styles.lines}>
      <pre>{text}</pre>
      <span className={styles.copy}>
        <CopyButton text={text} name={name} />
      </span>
    </div>
  );
}
