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

import { isSecretRef, parseSecretRef } from '@keyward/observation';

/** Longer refs cannot be indexed by the databases. */
const LONGEST_REF = 2000;

/** The source that a secret is of; undefined for what is no ref of one. */
export function sourceOf(ref: string): string | undefined {
  return ref.length <= LONGEST_REF && isSecretRef(ref)
    ? parseSecretRef(ref).sourceId
    : undefined;
}
