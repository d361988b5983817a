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
import { type Certificate } from '@keyward/backstage-plugin-secrets-common';
import { useNow } from '../../hooks';
import { useSecretsText } from '../../text';
import { dangerText } from '../DangerText';
import styles from './Certificates.module.css';

const DAY = 86_400_000;
const SOON = 30 * DAY;

interface CertificateEndProps {
  certificate: Certificate;
}

/** The time a certificate has left, in words and as a bar of its whole life. */
export function CertificateEnd(props: CertificateEndProps) {
  const { notAfter, notBefore } = props.certificate;
  const { t, relative, absolute } = useSecretsText();
  const now = useNow();
  const start = Date.parse(notBefore);
  const end = Date.parse(notAfter);
  const life = Math.max(1, end - start);
  const left = Math.min(1, Math.max(0, (end - now) / life));
  // Told as the rule does: a short-lived one is not in need all its life.
  const isSoon = end - now <= Math.min(SOON, life / 3);
  const state = end <= now ? 'over' : (isSoon && 'soon') || 'good';
  return (
    <div className={styles.end}>
      <time dateTime={notAfter} title={absolute(notAfter)}>
        <Text
          as="span"
          weight={state === 'good' ? 'regular' : 'bold'}
          className={state === 'over' ? dangerText : undefined}
        >
          {start > now &&
            t('certificate.notYet', { at: relative(notBefore, now) })}
          {start <= now &&
            t(end <= now ? 'certificate.expired' : 'certificate.expires', {
              at: relative(notAfter, now),
            })}
        </Text>
      </time>
      <div className={styles.bar} aria-hidden>
        <div
          className={styles.left}
          data-state={state}
          style={{ inlineSize: `${100 * left}%` }}
        />
      </div>
    </div>
  );
}
