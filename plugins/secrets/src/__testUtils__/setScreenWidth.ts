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

const listeners = new Map<string, Set<() => void>>();
let width = 1400;

function matches(query: string) {
  return width >= Number(/min-width:\s*(\d+)px/.exec(query)?.[1] ?? 0);
}

/** Gives jsdom media queries, which it lacks, as on a wide screen. */
export function installMediaQueries() {
  window.matchMedia = (query: string) => {
    const own = listeners.get(query) ?? new Set();
    listeners.set(query, own);
    return {
      get matches() {
        return matches(query);
      },
      media: query,
      onchange: null,
      addListener: () => {},
      removeListener: () => {},
      addEventListener: (_type: string, listener: any) => own.add(listener),
      removeEventListener: (_type: string, listener: any) =>
        own.delete(listener),
      dispatchEvent: () => false,
    };
  };
}

/** Has media queries answer as on a screen of that width. */
export function setScreenWidth(pixels: number) {
  width = pixels;
  for (const own of listeners.values()) {
    for (const tell of own) {
      tell();
    }
  }
}
