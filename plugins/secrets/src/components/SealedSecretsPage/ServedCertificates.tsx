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

import { ButtonIcon, Skeleton, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { RiDownloadLine } from '@remixicon/react';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { secretsApiRef } from '../../api';
import { useResource } from '../../hooks';
import { useSecretsText } from '../../text';
import { CopyButton } from '../CopyButton';
import { saveFile } from '../ExportButton';
import { bareName } from '../Resources';
import { StateBadge } from '../StateBadge';
import styles from './SealedSecretsPage.module.css';

const MOST = 50;

interface ServedCertificatesProps {
  controller: Resource;
  revision: number;
}

/**
 * The certificates that a controller has served while they were of one of its active
 * keys, the newest first. They are public, and the browser saves them as files.
 */
export function ServedCertificates(props: ServedCertificatesProps) {
  const { controller, revision } = props;
  const { attributes, sourceId, namespace } = controller;
  const name = bareName(controller.name);
  const { t } = useSecretsText();
  const api = useApi(secretsApiRef);
  const certificates = useResource(
    controller.id,
    () =>
      api.listResources({
        kind: ['sealing-certificate'],
        sourceId: [sourceId],
        namespace: [namespace],
        attribute: [`controller:${name}`],
        limit: MOST,
      }),
    revision,
  );
  if (!certificates.value) {
    return certificates.error ? (
      <Text color="secondary">{t('notKnown')}</Text>
    ) : (
      <Skeleton width="100%" height="2rem" />
    );
  }
  const { items, totalItems } = certificates.value;
  if (items.length === 0) {
    return (
      <Text variant="body-small" color="secondary">
        {t('sealedSecrets.certificates.none')}
      </Text>
    );
  }
  const sorted = [...items].sort((one, other) =>
    beginOf(other).localeCompare(beginOf(one)),
  );
  return (
    <>
      <ul className={styles.keys}>
        {sorted.map(({ id, attributes: certificate }) => {
          const from = String(certificate.notBefore).slice(0, 10);
          const isServed =
            certificate.fingerprint === attributes.certificateFingerprint;
          return (
            <li key={id}>
              <Text as="span" variant="body-small">
                {t('sealedSecrets.certificates.period', {
                  from,
                  to: certificate.servedOn,
                })}
              </Text>
              {isServed && (
                <StateBadge
                  tone="good"
                  word={t('sealedSecrets.certificates.current')}
                />
              )}
              <span>
                <CopyButton
                  text={certificate.pem}
                  name={t('sealedSecrets.certificates.name', { from })}
                />
                <ButtonIcon
                  size="small"
                  variant="tertiary"
                  aria-label={t('sealedSecrets.certificates.download', {
                    from,
                  })}
                  icon={<RiDownloadLine aria-hidden />}
                  onPress={() =>
                    saveFile(
                      new Blob([certificate.pem], {
                        type: 'application/x-pem-file',
                      }),
                      `${name}-${from}.pem`,
                    )
                  }
                />
              </span>
            </li>
          );
        })}
      </ul>
      {totalItems > items.length && (
        <Text variant="body-small" color="secondary">
          {t('sealedSecrets.certificates.more', {
            count: totalItems - items.length,
          })}
        </Text>
      )}
    </>
  );
}

function beginOf({ attributes }: Resource): string {
  return String(attributes.notBefore);
}
