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

import { type createBackend } from '@backstage/backend-defaults';
import { permissionPolicyModule } from './permissionPolicy';

type Backend = ReturnType<typeof createBackend>;
type Feature = Parameters<Backend['add']>[0];

/**
 * Adds what the portal consists of, whatever else a back end adds to it.
 *
 * @param instead.kubernetes - takes the place of Keyward's module for clusters
 */
export function addFeatures(
  backend: Backend,
  instead: { kubernetes?: Feature } = {},
) {
  backend.add(import('@backstage/plugin-app-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(permissionPolicyModule);

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
  );
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(
    import('@backstage/plugin-scaffolder-backend-module-notifications'),
  );
  backend.add(
    import('@keyward/backstage-plugin-scaffolder-backend-module-secrets'),
  );

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));

  backend.add(import('@backstage/plugin-kubernetes-backend'));

  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-signals-backend'));

  backend.add(import('@backstage/plugin-mcp-actions-backend'));

  backend.add(import('@keyward/backstage-plugin-secrets-backend'));
  backend.add(
    instead.kubernetes ??
      import('@keyward/backstage-plugin-secrets-backend-module-kubernetes'),
  );
  backend.add(
    import('@keyward/backstage-plugin-secrets-backend-module-sealed-secrets'),
  );
  backend.add(
    import('@keyward/backstage-plugin-secrets-backend-module-external-secrets'),
  );
  backend.add(import('@keyward/backstage-plugin-secrets-backend-module-aws'));
  backend.add(import('@keyward/backstage-plugin-secrets-backend-module-vault'));
  backend.add(import('@keyward/backstage-plugin-secrets-backend-module-git'));
}
