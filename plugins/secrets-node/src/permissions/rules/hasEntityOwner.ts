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

import { createPermissionRule } from '@backstage/plugin-permission-node';
import { z } from 'zod/v3';
import { secretResourceRef } from '../secretResourceRef';

/** Secrets of entities that one of some users or groups owns. */
export const hasEntityOwner = createPermissionRule({
  name: 'HAS_ENTITY_OWNER',
  description: 'Allow secrets of entities that are owned by one of the refs',
  resourceRef: secretResourceRef,
  paramsSchema: z.object({
    ownerRefs: z
      .array(z.string())
      .describe('Refs of users and groups, for example group:default/payments'),
  }),
  apply: ({ entities }, { ownerRefs }) =>
    entities.some(entity =>
      [...(entity.ownerRefs ?? []), entity.ownerRef].some(
        owner => owner !== undefined && ownerRefs.includes(owner),
      ),
    ),
  toQuery: ({ ownerRefs }) => ({ ownerRefs }),
});
