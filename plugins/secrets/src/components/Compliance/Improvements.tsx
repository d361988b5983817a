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

import { CardBody, CardHeader, Text } from '@backstage/ui';
import { type ComplianceReport } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeRequest } from '../../api';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { FixLink } from './FixLink';
import { plainCode } from './plainCode';
import styles from './Compliance.module.css';

interface ImprovementsProps {
  improvements: ComplianceReport['improvements'];
  request: ScopeRequest;
}

/** What would raise the score most, each with its gain and one click from its fix. */
export function Improvements(props: ImprovementsProps) {
  const { improvements, request } = props;
  const { t } = useSecretsText();
  const title = t('compliance.improvements.title');
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {title}
        </Text>
      </CardHeader>
      <CardBody>
        {improvements.length === 0 && (
          <Text as="p">{t('compliance.improvements.none')}</Text>
        )}
        <ol className={styles.improvements} aria-label={title}>
          {improvements.map(
            ({ check, fix, gain, remedy, text, title: asks }) => (
              <li key={check} className={styles.improvement}>
                <span className={styles.gain}>
                  {t('compliance.improvements.points', { gain: String(gain) })}
                </span>
                <div>
                  <Text as="p" weight="bold">
                    {plainCode(text)}
                  </Text>
                  <Text as="p" variant="body-small" color="secondary">
                    {plainCode(remedy)}
                  </Text>
                </div>
                <FixLink
                  check={check}
                  fix={fix}
                  subject={asks}
                  request={request}
                />
              </li>
            ),
          )}
        </ol>
      </CardBody>
    </Card>
  );
}
