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

/**
 * The tabs of an entity's page, for both frontend systems: by the last part of the
 * address, and of the extension's name, what each is called and what it shows.
 */
export const ENTITY_TABS = {
  secrets: {
    path: '/secrets',
    title: 'Secrets',
    load: () =>
      import('./components/EntityTabs').then(m => m.EntitySecretsContent),
  },
  rotation: {
    path: '/rotation',
    title: 'Rotation',
    load: () =>
      import('./components/EntityTabs').then(m => m.EntityRotationContent),
  },
  rbac: {
    path: '/rbac',
    title: 'RBAC',
    load: () =>
      import('./components/EntityTabs').then(m => m.EntityRbacContent),
  },
  compliance: {
    path: '/compliance',
    title: 'Compliance',
    load: () =>
      import('./components/EntityTabs').then(m => m.EntityComplianceContent),
  },
};

/** A tab of an entity's page. */
export type EntityTab = (typeof ENTITY_TABS)[keyof typeof ENTITY_TABS];
