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

import { type RefObject, useEffect, useState } from 'react';

/** Whether the graph in an element can be seen: it is loaded apart, and hidden until its layout is settled. */
export function useIsDrawn(element: RefObject<HTMLElement>): boolean {
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    const root = element.current;
    if (!root || isDrawn) {
      return undefined;
    }
    const look = () => setDrawn(hasPicture(root));
    const observer = new MutationObserver(look);
    observer.observe(root, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['style'],
    });
    look();
    return () => observer.disconnect();
  }, [element, isDrawn]);
  return isDrawn;
}

/** An icon on a button is none. */
function hasPicture(root: HTMLElement): boolean {
  return [...root.querySelectorAll('svg')].some(
    svg =>
      !svg.closest('button') &&
      svg.querySelector('text') !== null &&
      getComputedStyle(svg).visibility !== 'hidden',
  );
}
