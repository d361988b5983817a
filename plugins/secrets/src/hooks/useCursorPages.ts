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

import { useCallback, useState } from 'react';

interface CursorPages {
  cursor: string | undefined;
  /** Pages before this one. */
  index: number;
  next: (cursor: string) => void;
  previous: () => void;
}

/** Remembers the way through cursor pages, from the start whenever the key changes. */
export function useCursorPages(key: string): CursorPages {
  const [way, setWay] = useState<{ key: string; cursors: string[] }>({
    key,
    cursors: [],
  });
  const cursors = way.key === key ? way.cursors : [];

  const next = useCallback(
    (cursor: string) =>
      setWay(previous => ({
        key,
        cursors: [...(previous.key === key ? previous.cursors : []), cursor],
      })),
    [key],
  );
  const previous = useCallback(
    () => setWay(before => ({ key, cursors: before.cursors.slice(0, -1) })),
    [key],
  );

  return { cursor: cursors.at(-1), index: cursors.length, next, previous };
}
