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

import { lazy, Suspense } from 'react';
import {
  CardBody,
  CardHeader,
  Skeleton,
  Tab,
  TabList,
  TabPanel,
  Tabs,
  Text,
} from '@backstage/ui';
import { type SecretDetail } from '@keyward/backstage-plugin-secrets-common';
import { useSecretsText } from '../../text';
import { Card } from '../Card';
import { ConsumersTable } from './ConsumersTable';
import { ReadersTable } from '../Access';
import { CertificateList } from '../Certificates';
import { Facts } from './Facts';
import { History } from './History';
import { KeysTable } from './KeysTable';
import { Metadata } from './Metadata';
import { RotationImpact } from './RotationImpact';
import { SecretFindings } from './SecretFindings';
import { SecretProblems } from './SecretProblems';
import { useSecretTab } from './useSecretTab';
import styles from './SecretPage.module.css';

// The graph is heavy, and the rest of the page is worth reading before it.
const Lineage = lazy(() =>
  import('../Lineage').then(m => ({ default: m.Lineage })),
);

interface SecretDetailsProps {
  secret: SecretDetail;
  revision: number;
  /** Loads the secret again. */
  onChanged: () => void;
}

export function SecretDetails(props: SecretDetailsProps) {
  const { secret, revision, onChanged } = props;
  const { t } = useSecretsText();
  const { certificates = [] } = secret;
  const hasCertificates = certificates.length > 0;
  const [tab, setTab] = useSecretTab(hasCertificates);
  return (
    <>
      <SecretProblems secret={secret} />
      <Card className={styles.lineage}>
        <CardHeader>
          <Text as="h3" variant="body-large" weight="bold">
            {t('secret.lineage')}
          </Text>
        </CardHeader>
        <CardBody>
          <Suspense fallback={<Skeleton width="100%" height="14rem" />}>
            <Lineage name={secret.name} lineage={secret.lineage} />
          </Suspense>
        </CardBody>
      </Card>
      <div className={styles.columns}>
        <div className={styles.main}>
          <Tabs
            selectedKey={tab}
            onSelectionChange={key => setTab(String(key))}
          >
            <TabList className={styles.tabs}>
              <Tab id="keys">{t('secret.keys')}</Tab>
              {hasCertificates && (
                <Tab id="certificates">{t('certificate.title')}</Tab>
              )}
              <Tab id="consumers">{t('secret.consumers')}</Tab>
              <Tab id="readers">{t('access.tab')}</Tab>
              <Tab id="findings">{t('tabs.findings')}</Tab>
              <Tab id="impact">{t('impact.title')}</Tab>
              <Tab id="history">{t('secret.history')}</Tab>
              <Tab id="metadata">{t('secret.metadata')}</Tab>
            </TabList>
            <TabPanel id="keys">
              <KeysTable keys={secret.keys} />
            </TabPanel>
            {hasCertificates && (
              <TabPanel id="certificates">
                <CertificateList keys={certificates} renewal={secret.renewal} />
              </TabPanel>
            )}
            <TabPanel id="consumers">
              <ConsumersTable secret={secret} />
            </TabPanel>
            <TabPanel id="readers">
              <ReadersTable secret={secret} revision={revision} />
            </TabPanel>
            <TabPanel id="findings">
              <SecretFindings id={secret.id} revision={revision} />
            </TabPanel>
            <TabPanel id="impact">
              <RotationImpact id={secret.id} revision={revision} />
            </TabPanel>
            <TabPanel id="history">
              <History id={secret.id} revision={revision} />
            </TabPanel>
            <TabPanel id="metadata">
              <Metadata secret={secret} />
            </TabPanel>
          </Tabs>
        </div>
        <Card className={styles.facts}>
          <CardHeader>
            <Text as="h3" variant="body-large" weight="bold">
              {t('secret.facts')}
            </Text>
          </CardHeader>
          <CardBody>
            <Facts secret={secret} onChanged={onChanged} />
          </CardBody>
        </Card>
      </div>
    </>
  );
}
