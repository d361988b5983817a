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

import type { Json } from '@keyward/observation/json';
import type { ReferenceCollector } from './ReferenceCollector';
import { walkSecretReferences, type WalkOptions } from './walkSecretReferences';

/** Fields in which no object states references. */
const NOT_STATED = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Walks all fields of an object by convention. */
export function walkAll(
  { object, references }: { object: Json; references: ReferenceCollector },
  options?: WalkOptions,
): void {
  for (const [field, value] of Object.entries(object)) {
    if (!NOT_STATED.has(field)) {
      walkSecretReferences(value, field, references, options);
    }
  }
}
