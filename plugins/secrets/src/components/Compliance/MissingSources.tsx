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
import { type ComplianceReport } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { plainCode } from './plainCode';
import styles from './Compliance.module.css';

interface MissingSourcesProps {
  missing: ComplianceReport['missing'];
}

/** What would tell what is not known, and how to have it. */
export function MissingSources(props: MissingSourcesProps) {
  const { missing } = props;
  const { t } = useSecretsText();
  if (missing.length === 0) {
    return null;
  }
  const title = t('compliance.control.missing');
  return (
    <section className={styles.section} aria-label={title}>
      <Text as="h3" variant="title-x-small">
        {title}
      </Text>
      <ul className={styles.missing}>
        {missing.map(({ id, remedy, title: what }) => (
          <li key={id}>
            <Text as="p" weight="bold">
              {upperFirst(plainCode(what).replace(/,$/, ''))}
            </Text>
            <Text as="p" variant="body-small" color="secondary">
              {plainCode(remedy)}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function upperFirst(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
