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

import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** The fields that requests are narrowed by, and their names in the address. */
const PARAMETERS = {
  state: 'state',
  owner: 'owner',
  system: 'system',
  entityRef: 'entity',
} as const;

type RequestsField = keyof typeof PARAMETERS;

const FIELDS = Object.keys(PARAMETERS) as RequestsField[];

/** What requests are narrowed to; an empty list leaves its field open. */
type RequestsFilter = Record<RequestsField, string[]>;

/** The search of an address that shows the requests of an entity. */
export function requestsSearchOf(entityRef: string): string {
  return `?${new URLSearchParams({ [PARAMETERS.entityRef]: entityRef })}`;
}

/** The filter of the requests, kept in the address, so that a link shows the same rows. */
export function useRequestsFilter() {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => {
    const read = {} as RequestsFilter;
    for (const field of FIELDS) {
      read[field] = params.getAll(PARAMETERS[field]);
    }
    return read;
  }, [params]);
  const change = useCallback(
    (patch: Partial<RequestsFilter>) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          for (const field of FIELDS) {
            if (patch[field]) {
              next.delete(PARAMETERS[field]);
              for (const value of patch[field]) {
                next.append(PARAMETERS[field], value);
              }
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(
    () => setParams({}, { replace: true }),
    [setParams],
  );
  const isFiltered = FIELDS.some(field => filter[field].length > 0);
  return { filter, isFiltered, change, clear };
}
