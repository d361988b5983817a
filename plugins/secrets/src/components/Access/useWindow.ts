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
import { useState, type RefObject } from 'react';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';

/** Rendered beyond what is in view, so that a quick scroll shows no holes. */
const OVERSCAN = 4;

/** Something that is rendered, or the room of some that are not. */
export type Part = { index: number } | { gap: number; key: string };

/** What of many rows or columns of one size is rendered. */
export interface Window {
  parts: Part[];
  /** Scrolls to one that may not be rendered yet. */
  show(index: number): void;
}

interface WindowOptions {
  count: number;
  /** In pixels. */
  size: number;
  /** How much of the view a head covers, in pixels. */
  covered: number;
  scroller: RefObject<HTMLElement>;
  isHorizontal?: boolean;
  /** Stays rendered wherever one scrolls, as it may have the focus. */
  kept: number;
  /** There are few: all are rendered. */
  isWhole: boolean;
}

/** Renders those of many rows or columns that are in view. */
export function useWindow(options: WindowOptions): Window {
  const { count, size, covered, scroller, kept, isWhole } = options;
  const virtualizer = useVirtualizer({
    count,
    enabled: !isWhole,
    horizontal: options.isHorizontal,
    overscan: OVERSCAN,
    scrollPaddingEnd: covered,
    getScrollElement: () => scroller.current,
    estimateSize: () => size,
    rangeExtractor: range =>
      [...new Set([...defaultRangeExtractor(range), kept])]
        .filter(index => index < count)
        .sort((one, other) => one - other),
  });
  const indexes = isWhole
    ? Array.from({ length: count }, (_, index) => index)
    : virtualizer.getVirtualItems().map(({ index }) => index);
  return {
    parts: partsOf(indexes, count, size),
    show: index => {
      if (!isWhole) {
        virtualizer.scrollToIndex(index);
      }
    },
  };
}

function partsOf(indexes: number[], count: number, size: number): Part[] {
  const parts: Part[] = [];
  let next = 0;
  const leave = (until: number) => {
    if (until > next) {
      parts.push({ gap: (until - next) * size, key: `gap ${next}` });
    }
  };
  for (const index of indexes) {
    leave(index);
    parts.push({ index });
    next = index + 1;
  }
  leave(count);
  return parts;
}

/** So many pixels is the size of the page's letters, as somebody may have set it. */
export function useRem(): number {
  const [rem] = useState(
    () => parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
  );
  return rem;
}
