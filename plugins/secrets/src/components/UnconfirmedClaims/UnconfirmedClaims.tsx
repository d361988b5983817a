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

import { Alert, Text } from '@backstage/ui';
import { type Claim } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import styles from './UnconfirmedClaims.module.css';

interface UnconfirmedClaimsProps {
  claims: Claim[];
}

/** What an entity claims without the other side agreeing, and how to confirm it. */
export function UnconfirmedClaims(props: UnconfirmedClaimsProps) {
  const { t } = useSecretsText();
  const claims = props.claims.filter(claim => claim.status === 'unconfirmed');
  if (claims.length === 0) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={t('claims.title', { count: claims.length })}
      description={
        <>
          {t('claims.explain')}
          <ul className={styles.list}>
            {claims.map(claim => (
              <li key={`${claim.annotation} ${claim.value}`}>
                <code className={styles.claim}>
                  {t('claims.claim', {
                    annotation: claim.annotation,
                    value: claim.value,
                  })}
                </code>
                {claim.remedy && (
                  <Text as="p" variant="body-small">
                    <strong>{t('claims.confirm')}</strong> {claim.remedy}
                  </Text>
                )}
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
}
