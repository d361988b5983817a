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

import { useMemo, useState } from 'react';

/** Which rows of a table are unfolded. */
export interface Folding {
  isOpen(id: string): boolean;
  toggle(id: string): void;
}

/** Keeps which rows are unfolded, by the id of the row that stands for the others. */
export function useFolding(): Folding {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      isOpen: id => open.has(id),
      toggle: id => {
        const next = new Set(open);
        if (!next.delete(id)) {
          next.add(id);
        }
        setOpen(next);
      },
    }),
    [open],
  );
}

/** A row that may stand for others, or be one of these. */
export interface Folded<T> {
  copies?: T[];
  isCopy?: boolean;
}

/**
 * Makes one row of those that are the same, in the place of the first; where it is
 * unfolded, the others follow it.
 */
export function foldRows<T extends { id: string }>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  folding: Folding,
): (T & Folded<T>)[] {
  return [...groupRows(rows, keyOf).values()].flatMap(([first, ...copies]) => [
    { ...first, ...(copies.length > 0 && { copies }) },
    ...(folding.isOpen(first.id)
      ? copies.map(copy => ({ ...copy, isCopy: true }))
      : []),
  ]);
}

/** Rows by what is the same of them, in the order of the first of each. */
export function groupRows<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) {
      group.push(row);
    } else {
      groups.set(key, [row]);
    }
  }
  return groups;
}
