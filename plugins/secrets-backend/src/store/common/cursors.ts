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

/** A place in an order: what it is an order by, and the values of the row before. */
export function encodeCursor(order: string, values: unknown[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/**
 * Refuses what is no cursor of this order.
 *
 * @param types - of its values, in order; numbers are whole
 */
export function decodeCursor(
  cursor: string,
  order: string,
  types: ('string' | 'number')[],
): (string | number)[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new InputError('Malformed cursor');
  }
  if (!Array.isArray(parsed)) {
    throw new InputError('Malformed cursor');
  }
  if (parsed[0] !== order) {
    throw new InputError('The cursor belongs to another order');
  }
  const values = parsed.slice(1);
  if (
    values.length !== types.length ||
    !values.every((value, index) => isOfType(value, types[index]))
  ) {
    throw new InputError('Malformed cursor');
  }
  return values;
}

/** Places for the values of a cursor in a statement. A number may be larger than the column has room for. */
export function cursorPlaces(values: (string | number)[]): string {
  return values
    .map(value => (typeof value === 'number' ? 'cast(? as bigint)' : '?'))
    .join(', ');
}

/** Whether a database can compare with it. */
function isOfType(value: unknown, type: 'string' | 'number'): boolean {
  return type === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && !value.includes('\0');
}
