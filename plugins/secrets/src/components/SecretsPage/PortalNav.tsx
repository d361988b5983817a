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

import { useLocation } from 'react-router-dom';
import { Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/core-plugin-api';
import {
  accessRouteRef,
  findingsRouteRef,
  inventoryRouteRef,
  rootRouteRef,
  rotationRouteRef,
  sourcesRouteRef,
} from '../../routes';
import { useSecretsText } from '../../text';
import styles from './PortalNav.module.css';

const OPENED_FROM: Record<string, string> = {
  secret: 'inventory',
  finding: 'findings',
  rule: 'findings',
};

/**
 * Leads to the pages of the portal. These are links, not the tabs of the plugin's
 * header: a tab has to name a panel, which that header has none of.
 */
export function PortalNav() {
  const { t } = useSecretsText();
  const { pathname } = useLocation();
  const root = useRouteRef(rootRouteRef)();
  const pages = {
    overview: root,
    inventory: useRouteRef(inventoryRouteRef)(),
    findings: useRouteRef(findingsRouteRef)(),
    rotation: useRouteRef(rotationRouteRef)(),
    access: useRouteRef(accessRouteRef)(),
    sources: useRouteRef(sourcesRouteRef)(),
  };
  // What is opened from a list belongs to its page.
  const [, part = ''] = pathname.slice(root.length).split('/');
  const current = OPENED_FROM[part] ?? (part || 'overview');
  return (
    <nav className={styles.nav} aria-label={t('title')}>
      <ul>
        {Object.entries(pages).map(([page, href]) => (
          <li key={page}>
            <Link
              href={href}
              standalone
              className={styles.link}
              aria-current={page === current ? 'page' : undefined}
            >
              {t(`tabs.${page as keyof typeof pages}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
