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
import { type CertificateRenewal } from '@keyward/backstage-plugin-secrets-common';
import { useNow } from '../../hooks';
import { useSecretsText } from '../../text';

interface RenewalSentenceProps {
  renewal: CertificateRenewal;
  /** Without the issuer. */
  isShort?: boolean;
}

/** What cert-manager says of the next renewal. */
export function RenewalSentence(props: RenewalSentenceProps) {
  const { renewal, isShort } = props;
  const { t, relative, absolute } = useSecretsText();
  const now = useNow();
  const {
    failedAttempts = 0,
    issuer,
    name,
    ready,
    reason,
    renewalTime,
  } = renewal;
  return (
    <>
      <Text as="p" title={renewalTime && absolute(renewalTime)}>
        {[
          renewalTime
            ? t(
                Date.parse(renewalTime) > now
                  ? 'certificate.renews'
                  : 'certificate.renewsLate',
                { at: relative(renewalTime, now) },
              )
            : t('certificate.renewsUnknown'),
          ...(issuer && !isShort
            ? [t('certificate.renewedBy', { name, issuer })]
            : []),
        ].join(' · ')}
      </Text>
      {failedAttempts > 0 && (
        <Text as="p" weight="bold">
          {t('certificate.failedAttempts', { count: failedAttempts })}
        </Text>
      )}
      {ready === 'false' && (
        <Text as="p" weight="bold">
          {reason
            ? t('deliverer.notReady', { reason })
            : t('deliverer.notReadyPlain')}
        </Text>
      )}
    </>
  );
}
