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
import {
  type Certificate,
  type CertificateRenewal,
  type KeyCertificates,
} from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText, type SecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { CertificateEnd } from './CertificateEnd';
import { namesOf } from './namesOf';
import { RenewalSentence } from './RenewalSentence';
import styles from './Certificates.module.css';

const MOST_NAMES = 8;

interface CertificateListProps {
  keys: KeyCertificates[];
  renewal?: CertificateRenewal;
}

/** The certificates of a secret, key by key, each chain in the order of its value. */
export function CertificateList(props: CertificateListProps) {
  const { keys, renewal } = props;
  const text = useSecretsText();
  const { t } = text;
  return (
    <div className={styles.keys}>
      {renewal && (
        <div>
          <RenewalSentence renewal={renewal} />
        </div>
      )}
      {keys.map(key => (
        <section key={key.key} aria-label={key.key}>
          <Text as="h4" variant="body-medium" weight="bold">
            <code>{key.key}</code>
          </Text>
          <Text as="p" variant="body-small" color="secondary">
            {verdictsOf(key, text).join(' · ')}
          </Text>
          {key.notes.map(note => (
            <div className={styles.note} key={`${note.code} ${note.where}`}>
              <Text as="p" weight="bold">
                {t('certificate.note', {
                  where: note.where,
                  message: note.message,
                })}
              </Text>
              <Text as="p">{note.remedy}</Text>
            </div>
          ))}
          <ol className={styles.chain}>
            {key.certificates.map(certificate => (
              <li key={certificate.position}>
                <CertificateItem certificate={certificate} />
              </li>
            ))}
          </ol>
          {key.count > key.certificates.length && (
            <Text as="p" color="secondary">
              {t('certificate.notListed', {
                count: key.count - key.certificates.length,
              })}
            </Text>
          )}
        </section>
      ))}
    </div>
  );
}

function CertificateItem(props: { certificate: Certificate }) {
  const { certificate } = props;
  const { t } = useSecretsText();
  const { fingerprint, issuer, keyAlgorithm, keySize, selfSigned, subject } =
    certificate;
  return (
    <div className={styles.item}>
      <div className={styles.what}>
        <Text as="p" weight="bold">
          {subject || t('notKnown')}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          {t(`certificate.role.${certificate.role}`)} ·{' '}
          {selfSigned
            ? t('certificate.selfSigned')
            : t('certificate.issuedBy', { issuer: issuer || t('notKnown') })}
        </Text>
        {certificate.sanCount > 0 && (
          <Text as="p" variant="body-small">
            {t('certificate.goodFor', {
              names: namesOf(certificate, MOST_NAMES, t),
            })}
          </Text>
        )}
        <Text as="p" variant="body-small" color="secondary">
          {[
            [keyAlgorithm, keySize].filter(Boolean).join(' '),
            certificate.signatureAlgorithm,
            t('certificate.serial', { serial: certificate.serial }),
          ].join(' · ')}
        </Text>
        <span className={styles.fingerprint}>
          <code title={fingerprint}>SHA-256 {fingerprint.slice(0, 16)}…</code>
          <CopyButton text={fingerprint} />
        </span>
      </div>
      <CertificateEnd certificate={certificate} />
    </div>
  );
}

function verdictsOf(key: KeyCertificates, { t }: SecretsText): string[] {
  const { chainOrder, count, format, keyMatches } = key;
  return [
    t('certificate.count', { count }),
    format?.toLocaleUpperCase('en-US'),
    keyMatches === 'yes' && t('certificate.keyMatches.yes'),
    keyMatches === 'no' && t('certificate.keyMatches.no'),
    keyMatches === 'unknown' && t('certificate.keyMatches.unknown'),
    chainOrder === 'right' && t('certificate.chain.right'),
    chainOrder === 'wrong' && t('certificate.chain.wrong'),
    chainOrder === 'incomplete' && t('certificate.chain.incomplete'),
  ].filter((part): part is string => Boolean(part));
}
