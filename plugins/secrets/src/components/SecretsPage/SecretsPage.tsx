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
import { PluginHeader } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { RiKey2Line } from '@remixicon/react';
import { rootRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { PortalNav } from './PortalNav';
import { PORTAL_PAGES } from './portalPages';

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
        {PORTAL_PAGES.map(({ route, Page }) => {
          const path = route?.path ?? '/';
          return <Route key={path} path={path} element={<Page />} />;
        })}
      </Routes>
    </>
  );
}
