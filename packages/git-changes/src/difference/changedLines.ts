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

/**
 * A line that is in one of two texts and not in the other.
 *
 * @public
 */
export interface ChangedLine {
  /** From 1: in the text as it becomes, or as it was for a removed line. */
  number: number;
  kind: 'added' | 'removed';
  text: string;
}

/** Texts that differ in more lines are shown as replaced between the first and the last of these. */
const MOST_CELLS = 4_000_000;

/**
 * The lines that differ between two texts, in their order, those that are removed before
 * those that are added in their place. It has no lines around them.
 *
 * @public
 */
export function changedLines(before: string, after: string): ChangedLine[] {
  const was = linesOf(before);
  const is = linesOf(after);
  let start = 0;
  while (start < was.length && was[start] === is[start]) {
    start += 1;
  }
  let end = 0;
  while (
    end < Math.min(was.length, is.length) - start &&
    was.at(-1 - end) === is.at(-1 - end)
  ) {
    end += 1;
  }
  const old = was.slice(start, was.length - end);
  const young = is.slice(start, is.length - end);
  const shared =
    old.length * young.length > MOST_CELLS ? [] : sharedLines(old, young);
  const changed: ChangedLine[] = [];
  let [oldDone, youngDone] = [0, 0];
  for (const [oldAt, youngAt] of [...shared, [old.length, young.length]]) {
    for (; oldDone < oldAt; oldDone += 1) {
      const number = start + oldDone + 1;
      changed.push({ number, kind: 'removed', text: old[oldDone] });
    }
    for (; youngDone < youngAt; youngDone += 1) {
      const number = start + youngDone + 1;
      changed.push({ number, kind: 'added', text: young[youngDone] });
    }
    oldDone = oldAt + 1;
    youngDone = youngAt + 1;
  }
  return changed;
}

/** A longest common subsequence, as pairs of positions. */
function sharedLines(
  one: readonly string[],
  other: readonly string[],
): [number, number][] {
  const width = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * width);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        one[i] === other[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) {
      i += 1;
    } else {
      j += 1;
    }
  }
  return pairs;
}

/** A line end at the end begins no line. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
