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

import { matchPath, useLocation } from 'react-router-dom';
import { Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import { rootRouteRef } from '../../routes';
import { useSecretsText } from '../../text';
import { PORTAL_PAGES } from './portalPages';
import styles from './PortalNav.module.css';

/**
 * Leads to the pages of the portal. These are links, not the tabs of the plugin's
 * header: a tab has to name a panel, which that header has none of.
 */
export function PortalNav() {
  const { t } = useSecretsText();
  const { pathname } = useLocation();
  const root = useRouteRef(rootRouteRef)();
  // What is opened from a list belongs to its page.
  const open = PORTAL_PAGES.find(({ route }) =>
    matchPath(`${root}${route?.path ?? ''}`, pathname),
  );
  const current = open?.title ?? open?.within;
  return (
    <nav className={styles.nav} aria-label={t('title')}>
      <ul>
        {PORTAL_PAGES.map(
          ({ route, title }) =>
            title && (
              <li key={title}>
                <Link
                  href={`${root}${route?.path ?? ''}`}
                  standalone
                  className={styles.link}
                  aria-current={title === current ? 'page' : undefined}
                >
                  {t(title)}
                </Link>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}
