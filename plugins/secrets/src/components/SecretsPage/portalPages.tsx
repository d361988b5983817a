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

import { type ComponentType } from 'react';
import { type SubRouteRef } from '@backstage/core-plugin-api';
import {
  accessRouteRef,
  awsRouteRef,
  complianceRouteRef,
  controlRouteRef,
  externalSecretsRouteRef,
  findingRouteRef,
  findingsRouteRef,
  inventoryRouteRef,
  requestRouteRef,
  requestsRouteRef,
  rotationRouteRef,
  ruleRouteRef,
  sealedSecretsRouteRef,
  secretRouteRef,
  sourcesRouteRef,
  vaultRouteRef,
} from '../../routes';
import { type secretsTranslationRef } from '../../translation';
import { AccessPage } from '../AccessPage';
import { AwsPage } from '../AwsPage';
import { CompliancePage } from '../CompliancePage';
import { ControlPage } from '../ControlPage';
import { ExternalSecretsPage } from '../ExternalSecretsPage';
import { FindingPage } from '../FindingPage';
import { FindingsPage } from '../FindingsPage';
import { InventoryPage } from '../InventoryPage';
import { OverviewPage } from '../OverviewPage';
import { RequestPage } from '../RequestPage';
import { RequestsPage } from '../RequestsPage';
import { RotationPage } from '../RotationPage';
import { RulePage } from '../RulePage';
import { SealedSecretsPage } from '../SealedSecretsPage';
import { SecretPage } from '../SecretPage';
import { SourcesPage } from '../SourcesPage';
import { VaultPage } from '../VaultPage';

type Messages = keyof (typeof secretsTranslationRef)['T'];

interface PortalPage {
  /** Undefined for the page at the root. */
  route?: SubRouteRef<any>;
  Page: ComponentType;
  /** What its tab is called; undefined for what is opened from the page of `within`. */
  title?: Extract<Messages, `tabs.${string}`>;
  /** The tab that it belongs to. */
  within?: Extract<Messages, `tabs.${string}`>;
}

/** The pages of the portal; those with a title have a tab, in this order. */
export const PORTAL_PAGES: readonly PortalPage[] = [
  { title: 'tabs.overview', Page: OverviewPage },
  {
    title: 'tabs.compliance',
    Page: CompliancePage,
    route: complianceRouteRef,
  },
  { title: 'tabs.inventory', Page: InventoryPage, route: inventoryRouteRef },
  { title: 'tabs.findings', Page: FindingsPage, route: findingsRouteRef },
  { title: 'tabs.rotation', Page: RotationPage, route: rotationRouteRef },
  { title: 'tabs.access', Page: AccessPage, route: accessRouteRef },
  { title: 'tabs.requests', Page: RequestsPage, route: requestsRouteRef },
  { title: 'tabs.sources', Page: SourcesPage, route: sourcesRouteRef },
  {
    within: 'tabs.compliance',
    Page: ControlPage,
    route: controlRouteRef,
  },
  {
    within: 'tabs.sources',
    Page: SealedSecretsPage,
    route: sealedSecretsRouteRef,
  },
  {
    within: 'tabs.sources',
    Page: ExternalSecretsPage,
    route: externalSecretsRouteRef,
  },
  { within: 'tabs.sources', Page: VaultPage, route: vaultRouteRef },
  { within: 'tabs.sources', Page: AwsPage, route: awsRouteRef },
  { within: 'tabs.requests', Page: RequestPage, route: requestRouteRef },
  { within: 'tabs.inventory', Page: SecretPage, route: secretRouteRef },
  { within: 'tabs.findings', Page: FindingPage, route: findingRouteRef },
  { within: 'tabs.findings', Page: RulePage, route: ruleRouteRef },
];
