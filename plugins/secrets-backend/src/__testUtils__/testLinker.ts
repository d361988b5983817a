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

import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { EntityNaming } from '@keyward/backstage-plugin-secrets-node';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { InventoryStore } from '../store/inventory';
import { EntityLinker } from '../links';
import type { AccessConfig } from '../permissions';

const noAccess: AccessConfig = {
  groups: [],
  trustAnnotations: false,
  allowServiceActions: false,
  scopes: [],
};

/** A component as the catalog has it, with an owner and a place that it is read from. */
export function component(
  name: string,
  annotations: Record<string, string>,
  options: { owner?: string; owners?: string[]; location?: string } = {},
): Entity {
  const owners = options.owners ?? [options.owner ?? 'group:default/payments'];
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        ...annotations,
        ...(options.location
          ? { 'backstage.io/managed-by-location': options.location }
          : {}),
      },
    },
    relations: [
      ...owners.map(targetRef => ({ type: 'ownedBy', targetRef })),
      { type: 'partOf', targetRef: 'system:default/money' },
    ],
  };
}

/** An annotation that says to which entity or owner an object belongs. */
export function mark(key: 'entity' | 'owner', value: string) {
  return [{ key: `keyward.io/${key}`, length: value.length, value }];
}

/** A linker over a catalog of these entities. */
export function testLinker(
  store: InventoryStore,
  entities: Entity[],
  access: Partial<AccessConfig> = {},
  catalog: CatalogService = catalogServiceMock({ entities }),
  namings?: readonly EntityNaming[],
) {
  const onLinked = jest.fn();
  const linker = new EntityLinker({
    access: { ...noAccess, ...access },
    auth: mockServices.auth(),
    catalog,
    logger: mockServices.logger.mock(),
    namings,
    scheduler: mockServices.scheduler.mock(),
    store,
    onLinked,
  });
  return { linker, onLinked };
}

/** What an entity is linked to, as `namespace/name by way`. */
export async function linkedNames(store: InventoryStore, entityRef: string) {
  const { items } = await store.listSecrets({
    visibility: { entityRefs: [entityRef] },
  });
  return items
    .map(item => {
      const link = item.links.find(found => found.entityRef === entityRef)!;
      return `${item.namespace}/${item.name} by ${link.via}`;
    })
    .sort();
}
