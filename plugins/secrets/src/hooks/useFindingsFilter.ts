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

/** The fields that findings are chosen by, and their names in the address. */
const PARAMETERS = {
  severity: 'severity',
  sourceId: 'source',
  kind: 'kind',
  rule: 'rule',
  owner: 'owner',
  system: 'system',
  environment: 'environment',
  state: 'state',
} as const;

type FindingsField = keyof typeof PARAMETERS;

const FIELDS = Object.keys(PARAMETERS) as FindingsField[];

/** What findings are chosen by; an empty list leaves its field open. */
export type FindingsFilter = Record<FindingsField, string[]>;

interface FindingsFilterState {
  filter: FindingsFilter;
  isFiltered: boolean;
  /** The filter as a search of an address, the same for the same choice. */
  search: string;
  change: (patch: Partial<FindingsFilter>) => void;
  clear: () => void;
  /** Takes the filter of a search. */
  take: (search: string) => void;
}

/** The filter of the findings, kept in the address, so that a link shows the same rows. */
export function useFindingsFilter(): FindingsFilterState {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => {
    const read = {} as FindingsFilter;
    for (const field of FIELDS) {
      read[field] = params.getAll(PARAMETERS[field]);
    }
    return read;
  }, [params]);
  const change = useCallback(
    (patch: Partial<FindingsFilter>) =>
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
  const take = useCallback(
    (search: string) => setParams(new URLSearchParams(search)),
    [setParams],
  );
  const clear = useCallback(() => take(''), [take]);
  const search = useMemo(() => findingsSearchOf(filter), [filter]);
  return { filter, isFiltered: search !== '', search, change, clear, take };
}

/** The search of an address that shows the findings of a filter. */
export function findingsSearchOf(filter: Partial<FindingsFilter>): string {
  const params = new URLSearchParams();
  for (const field of FIELDS) {
    for (const value of [...(filter[field] ?? [])].sort()) {
      params.append(PARAMETERS[field], value);
    }
  }
  return params.toString();
}
