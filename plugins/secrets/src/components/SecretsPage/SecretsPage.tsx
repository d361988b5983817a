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

import { Route, Routes } from 'react-router-dom';
import { Container, PluginHeader } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiKey2Line } from '@remixicon/react';
import { rootRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { AccessPage } from '../AccessPage';
import { FindingPage } from '../FindingPage';
import { FindingsPage } from '../FindingsPage';
import { InventoryPage } from '../InventoryPage';
import { OverviewPage } from '../OverviewPage';
import { RotationOverview } from '../Rotation';
import { RulePage } from '../RulePage';
import { SecretPage } from '../SecretPage';
import { SourcesPage } from '../SourcesPage';
import { PortalNav } from './PortalNav';

/** The portal page and its parts. */
export function SecretsPage() {
  const { t } = useSecretsText();
  const root = useRouteRef(rootRouteRef)();
  return (
    <>
      <PluginHeader
        title={t('title')}
        icon={<RiKey2Line aria-hidden />}
        titleLink={root}
      />
      <PortalNav />
      <Routes>
        <Route path="/" element={<OverviewPage />} />
        <Route path="/inventory" element={<InventoryPage />} />
        <Route path="/findings" element={<FindingsPage />} />
        <Route path="/finding/:id" element={<FindingPage />} />
        <Route path="/rule/:rule" element={<RulePage />} />
        <Route
          path="/rotation"
          element={
            <Container>
              <RotationOverview />
            </Container>
          }
        />
        <Route path="/access" element={<AccessPage />} />
        <Route path="/sources" element={<SourcesPage />} />
        <Route path="/secret/:id" element={<SecretPage />} />
      </Routes>
    </>
  );
}
