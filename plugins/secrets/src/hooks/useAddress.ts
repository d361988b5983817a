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

import { useSearchParams } from 'react-router-dom';

/** What a page is narrowed to, where each part is a parameter of its address. */
export function useAddress<
  Filter extends { [name in keyof Filter]?: string },
>(): {
  read(name: string): string | undefined;
  /** Undefined takes a part of the filter away. */
  change(patch: Partial<Filter>): void;
} {
  const [params, setParams] = useSearchParams();
  return {
    read: name => params.get(name) ?? undefined,
    change: patch =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          for (const [name, value] of Object.entries<string | undefined>(
            patch,
          )) {
            if (value) {
              next.set(name, value);
            } else {
              next.delete(name);
            }
          }
          return next;
        },
        { replace: true },
      ),
  };
}
