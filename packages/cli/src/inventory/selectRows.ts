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

import { UserError } from '../run/UserError';
import { type InventoryRow } from './InventoryRow';

export interface RowFilter {
  namespaces?: string[];
  classes?: string[];
  deliveries?: string[];
}

/** The orders that can be asked for. */
export const SORTS = {
  attention: (row: InventoryRow) => (row.states.length > 0 ? 0 : 1),
  name: () => 0,
  class: (row: InventoryRow) => row.class ?? '~',
  /** Oldest first; what is not known comes last. */
  age: (row: InventoryRow) => row.age.latest ?? row.age.earliest ?? '~',
  consumers: (row: InventoryRow) => -row.consumers.length,
  keys: (row: InventoryRow) => -(row.keyCount ?? 0),
};

export type RowSort = keyof typeof SORTS;

/** The rows that were asked for, in the order that was asked for. */
export function selectRows(
  rows: InventoryRow[],
  filter: RowFilter,
  sort: RowSort,
): InventoryRow[] {
  check(
    '--class',
    filter.classes,
    rows.map(row => row.class),
  );
  check(
    '--delivery',
    filter.deliveries,
    rows.map(row => row.deliveredBy?.kind),
  );
  const selected = rows.filter(
    row =>
      matches(filter.namespaces, row.namespace) &&
      matches(filter.classes, row.class) &&
      matches(filter.deliveries, row.deliveredBy?.kind),
  );
  const keyOf = SORTS[sort];
  return selected
    .map(row => ({ row, key: keyOf(row), ref: row.ref }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.ref, b.ref))
    .map(({ row }) => row);
}

/** A misspelt filter would read as "there are none". */
function check(
  option: string,
  wanted: string[] | undefined,
  values: (string | undefined)[],
) {
  const known = new Set(values.filter(value => value !== undefined));
  for (const word of wanted ?? []) {
    if (known.size > 0 && ![...known].some(value => same(word, value))) {
      throw new UserError(`Nothing has the ${option.slice(2)} "${word}"`, {
        where: option,
        remedy: `choose among ${[...known].sort().join(', ')}`,
      });
    }
  }
}

function matches(wanted: string[] | undefined, value: string | undefined) {
  return !wanted || wanted.some(word => same(word, value));
}

function same(word: string, value: string | undefined): boolean {
  return word.toLocaleLowerCase('en') === value?.toLocaleLowerCase('en');
}

function compare(a: string | number, b: string | number): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
