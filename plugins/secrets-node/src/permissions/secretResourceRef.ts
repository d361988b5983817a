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

import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_SECRET } from '@keyward/backstage-plugin-secrets-common';

/**
 * What a rule of a policy may go by.
 *
 * @public
 */
export interface SecretResource {
  sourceId: string;
  /** The kind of system, for example `vault`; Kubernetes where absent. */
  system?: string;
  /** A location as text, for example `secret/prod`; in Kubernetes the namespace. */
  namespace: string;
  /** The entities that it belongs to, by confirmed claims. */
  entities: {
    entityRef: string;
    /** The first of its owners. */
    ownerRef?: string;
    /** All of them. */
    ownerRefs?: string[];
  }[];
}

/**
 * A condition as the inventory understands it.
 *
 * @public
 */
export type SecretCondition =
  | { ownerRefs: string[] }
  | { entityRefs: string[] }
  | { sourceIds: string[] }
  | { namespaces: string[] }
  | { system: string; locations: string[] };

/**
 * The resource of `secrets.secret.read`.
 *
 * @public
 */
export const secretResourceRef = createPermissionResourceRef<
  SecretResource,
  SecretCondition
>().with({
  pluginId: 'secrets',
  resourceType: RESOURCE_TYPE_SECRET,
});
