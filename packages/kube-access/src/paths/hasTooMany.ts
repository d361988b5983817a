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

import type { AccessPath } from './closure';

/** The kind of a step to everything, of a place with more rights than can be followed. */
export const TOO_MANY = 'too-many-to-follow';

/**
 * Whether a path goes by rights that were too many to follow one by one: it
 * stands for more than there is, so that nobody who reaches a secret is missed.
 *
 * @public
 */
export function hasTooMany({ steps }: Pick<AccessPath, 'steps'>): boolean {
  return steps.some(
    ({ kind, evidence }) =>
      kind === TOO_MANY || evidence.some(({ isTooMany }) => isTooMany),
  );
}
