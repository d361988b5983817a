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
import { CardBody, CardHeader, Flex, Text } from '@backstage/ui';
import { type Resource } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { CopyButton } from '../CopyButton';
import { bareName, ResourceFinding } from '../Resources';
import { StateBadge, type Tone } from '../StateBadge';
import { SealingKeys } from './SealingKeys';
import { ServedCertificates } from './ServedCertificates';
import styles from './SealedSecretsPage.module.css';

const DAY_SECONDS = 86_400;
const SHOWN_DIGITS = 16;

const CERTIFICATES = {
  matches: ['good', 'sealedSecrets.certificate.matches'],
  'matches-no-key': ['bad', 'sealedSecrets.certificate.noKey'],
  unreadable: ['bad', 'sealedSecrets.certificate.unreadable'],
  'no-answer': ['warning', 'sealedSecrets.certificate.noAnswer'],
  'not-compared': ['unknown', 'sealedSecrets.certificate.notCompared'],
  'not-asked': ['unknown', 'sealedSecrets.certificate.notAsked'],
} as const satisfies Record<string, [Tone, string]>;

interface ControllerCardProps {
  controller: Resource;
  revision: number;
}

/** One controller: what it is, who reaches it, its keys and the certificate that it serves. */
export function ControllerCard(props: ControllerCardProps) {
  const { controller, revision } = props;
  const { attributes, finding, namespace, sourceTitle } = controller;
  const { t } = useSecretsText();
  const [tone, word] =
    CERTIFICATES[attributes.certificate as keyof typeof CERTIFICATES] ??
    CERTIFICATES['not-asked'];
  const fingerprint: string | undefined = attributes.certificateFingerprint;
  return (
    <Card className={styles.card}>
      <CardHeader>
        <Text as="h3" variant="body-large" weight="bold">
          {attributes.isDeployed
            ? bareName(controller.name)
            : t('sealedSecrets.notDeployed')}
        </Text>
        <Text variant="body-small" color="secondary">
          {`${sourceTitle} / ${namespace}`}
        </Text>
      </CardHeader>
      <CardBody>
        <Flex direction="column" gap="3">
          {finding && <ResourceFinding finding={finding} />}
          <dl className={styles.facts}>
            <div>
              <dt>{t('sealedSecrets.version')}</dt>
              <dd>{attributes.version ?? t('notKnown')}</dd>
            </div>
            <div>
              <dt>{t('sealedSecrets.renewal.title')}</dt>
              <dd>{renewalText(t, attributes)}</dd>
            </div>
            <div>
              <dt>{t('sealedSecrets.serves')}</dt>
              <dd>
                {attributes.namespaces?.join(t('separator')) ??
                  t('sealedSecrets.allNamespaces')}
              </dd>
            </div>
            <div>
              <dt>{t('sealedSecrets.backup.title')}</dt>
              <dd>{backupText(t, attributes)}</dd>
            </div>
            <div>
              <dt>{t('sealedSecrets.reach.title')}</dt>
              <dd>{reachText(t, attributes.openTo)}</dd>
            </div>
          </dl>
          <div>
            <Text as="h4" variant="body-small" weight="bold">
              {t('sealedSecrets.certificate.title')}
            </Text>
            <div className={styles.certificate}>
              <StateBadge tone={tone} word={t(word)} />
              {fingerprint && (
                <span className={styles.fingerprint}>
                  <code title={fingerprint}>
                    {`${fingerprint.slice(0, SHOWN_DIGITS)}…`}
                  </code>
                  <CopyButton
                    text={fingerprint}
                    name={t('sealedSecrets.certificate.fingerprint')}
                  />
                </span>
              )}
              {attributes.certificateNotBefore && (
                <Text as="span" variant="body-small" color="secondary">
                  {t('sealedSecrets.certificate.valid', {
                    from: dayOf(attributes.certificateNotBefore),
                    to: dayOf(attributes.certificateNotAfter),
                  })}
                </Text>
              )}
            </div>
            {attributes.certificate === 'not-asked' && (
              <Text as="p" variant="body-small" color="secondary">
                {t('sealedSecrets.certificate.howToAsk')}
              </Text>
            )}
          </div>
          {attributes.certificate !== 'not-asked' && (
            <div>
              <Text as="h4" variant="body-small" weight="bold">
                {t('sealedSecrets.certificates.title')}
              </Text>
              <ServedCertificates controller={controller} revision={revision} />
            </div>
          )}
          <div>
            <Text as="h4" variant="body-small" weight="bold">
              {t('sealedSecrets.keys')}
            </Text>
            <SealingKeys controller={controller} revision={revision} />
          </div>
        </Flex>
      </CardBody>
    </Card>
  );
}

type Translate = ReturnType<typeof useSecretsText>['t'];

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function renewalText(t: Translate, attributes: Resource['attributes']): string {
  switch (attributes.renewal) {
    case 'on':
      return t('sealedSecrets.renewal.every', {
        count: Math.max(1, Math.round(attributes.renewalSeconds / DAY_SECONDS)),
      });
    case 'off':
      return t('sealedSecrets.renewal.off');
    default:
      return t('notKnown');
  }
}

/** What the platform team notes of it; where it notes nothing, nothing is known. */
function backupText(t: Translate, attributes: Resource['attributes']): string {
  switch (attributes.backup) {
    case 'complete':
      return t('sealedSecrets.backup.complete', {
        day: dayOf(attributes.lastBackupAt),
      });
    case 'incomplete':
      return t('sealedSecrets.backup.incomplete', {
        day: dayOf(attributes.lastBackupAt),
        count: attributes.keysWithoutBackup,
      });
    default:
      return t('notKnown');
  }
}

/** Whom the API server lets through; what reaches the Service in the cluster is not known. */
function reachText(t: Translate, openTo: string[] | undefined): string {
  if (!openTo) {
    return t('notKnown');
  }
  return openTo.length > 0
    ? openTo.join(t('separator'))
    : t('sealedSecrets.reach.nobody');
}
