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

import type { Zod } from './defineAction';

/** What asks for a page of what an entity has. */
export const pageOfEntity = (z: Zod) => ({
  entityRef: z
    .string()
    .max(600)
    .describe('For example component:default/payments-api'),
  cursor: z.string().optional().describe('From the page before'),
  limit: z.number().int().min(1).max(200).optional(),
});

/** What asks about an entity, or about the whole portal. */
export const entityOrPortal = (z: Zod) => ({
  entityRef: z
    .string()
    .max(600)
    .optional()
    .describe('For example component:default/payments-api'),
});

/** What a page is, besides its items. */
export const pageEnd = (z: Zod) => ({
  totalItems: z.number(),
  nextCursor: z.string().optional(),
});

/** What is wrong with a source or its secret, and what to do. */
export const problem = (z: Zod) =>
  z.object({
    code: z.string(),
    message: z.string(),
    remedy: z.string().optional(),
  });
