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

import { InputError } from '@backstage/errors';

/**
 * What was given of what there is.
 *
 * @throws InputError for what there is not
 */
export function someOf<T extends string>(
  name: string,
  known: readonly T[],
  given: string[] | undefined,
): T[] | undefined {
  for (const value of given ?? []) {
    if (!known.includes(value as T)) {
      throw new InputError(`${name} must be one of ${known.join(', ')}`);
    }
  }
  return given as T[] | undefined;
}

/**
 * A field to sort by, and the direction.
 *
 * @param example - for who got it wrong
 * @throws InputError for a field or a direction that there is not
 */
export function readOrderBy<T extends string>(
  fields: readonly T[],
  text: string,
  example: string,
): { field: T; direction: 'asc' | 'desc' } {
  const [field, direction = 'asc', ...rest] = text.split(',');
  if (
    rest.length > 0 ||
    !fields.includes(field as T) ||
    (direction !== 'asc' && direction !== 'desc')
  ) {
    throw new InputError(
      `orderBy must be one of ${fields.join(
        ', ',
      )}, then asc or desc, for example ${example}`,
    );
  }
  return { field: field as T, direction };
}
