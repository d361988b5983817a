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
import {
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
} from 'react';

/** A cell of a grid; column 0 is the head of its row. */
export interface GridCell {
  row: number;
  column: number;
}

const PAGE_ROWS = 10;

/**
 * Moves the focus over a grid by the keys that are usual there, to cells that may not
 * be rendered yet. Cells bear their place as `data-cell`.
 */
export function useGridKeys(options: {
  scroller: RefObject<HTMLElement>;
  rows: number;
  columns: number;
  /** Whether the row is one of cells, and no heading over others. */
  hasCells(row: number): boolean;
}) {
  const { scroller, rows, columns, hasCells } = options;
  const [active, setActive] = useState<GridCell>({ row: 0, column: 1 });
  /** Where the focus is to go, once it is rendered: a scroll renders before `active` changes. */
  const wanted = useRef<GridCell>();

  useEffect(() => {
    if (!wanted.current) {
      return;
    }
    const { row, column } = wanted.current;
    const cell = scroller.current?.querySelector<HTMLElement>(
      `[data-cell="${row}:${column}"]`,
    );
    if (cell) {
      wanted.current = undefined;
      const target = cell.querySelector<HTMLElement>('a, button') ?? cell;
      target.focus({ preventScroll: true });
      target.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }
  });

  const rowFrom = (row: number, step: 1 | -1): number | undefined => {
    for (let next = row; next >= 0 && next < rows; next += step) {
      if (hasCells(next)) {
        return next;
      }
    }
    return undefined;
  };
  const clamp = (value: number, most: number) =>
    Math.max(0, Math.min(value, most));
  const moveOf = (
    { key, ctrlKey, metaKey }: KeyboardEvent,
    { row, column }: GridCell,
  ): GridCell | undefined => {
    const isFar = ctrlKey || metaKey;
    const to = (next: number | undefined) =>
      next === undefined ? undefined : { row: next, column };
    switch (key) {
      case 'ArrowUp':
        return to(rowFrom(row - 1, -1));
      case 'ArrowDown':
        return to(rowFrom(row + 1, 1));
      case 'ArrowLeft':
        return { row, column: clamp(column - 1, columns) };
      case 'ArrowRight':
        return { row, column: clamp(column + 1, columns) };
      case 'PageUp':
        return to(rowFrom(clamp(row - PAGE_ROWS, rows - 1), -1));
      case 'PageDown':
        return to(
          rowFrom(clamp(row + PAGE_ROWS, rows - 1), 1) ?? rowFrom(rows - 1, -1),
        );
      case 'Home':
        return { row: isFar ? rowFrom(0, 1) ?? row : row, column: 0 };
      case 'End':
        return {
          row: isFar ? rowFrom(rows - 1, -1) ?? row : row,
          column: columns,
        };
      default:
        return undefined;
    }
  };

  return {
    /** The one cell that the tabulator comes to. */
    active: hasCells(active.row)
      ? active
      : { ...active, row: rowFrom(active.row, 1) ?? rowFrom(0, 1) ?? 0 },
    onFocus(event: FocusEvent) {
      const cell = cellOf(event.target);
      if (cell && cell.column > 0) {
        setActive(cell);
      }
    },
    /** @returns where the focus goes, if anywhere */
    onKeyDown(event: KeyboardEvent): GridCell | undefined {
      const from = cellOf(event.target as Element);
      const next = from && moveOf(event, from);
      if (next) {
        event.preventDefault();
        wanted.current = next;
        setActive(next);
      }
      return next;
    },
  };
}

function cellOf(element: Element): GridCell | undefined {
  const place = element.closest('[data-cell]')?.getAttribute('data-cell');
  const [row, column] = (place ?? '').split(':').map(Number);
  return place ? { row, column } : undefined;
}
