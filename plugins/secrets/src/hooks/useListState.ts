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
import { type SecretsFilter } from '../api';

/** The fields of a filter that hold several values, and their names in the address. */
export const FILTER_PARAMETERS = {
  state: 'state',
  sourceId: 'source',
  namespace: 'namespace',
  secretClass: 'class',
  delivery: 'delivery',
  owner: 'owner',
  system: 'system',
  environment: 'environment',
} as const;

export type FilterField = keyof typeof FILTER_PARAMETERS;

export const FILTER_FIELDS = Object.keys(FILTER_PARAMETERS) as FilterField[];

/** What needs looking at comes first, unless somebody chose otherwise. */
const DEFAULT_ORDER = 'attention,desc';

export interface ListState {
  filter: SecretsFilter;
  orderBy: string;
  isFiltered: boolean;
  setFilter: (patch: SecretsFilter) => void;
  clearFilter: () => void;
  setOrderBy: (orderBy: string) => void;
}

/** The search of an address that shows the rows of a filter. */
export function searchOf(filter: SecretsFilter): string {
  const parameters = new URLSearchParams();
  write(parameters, filter);
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/** Filter and order of a list, kept in the address, so that a link shows the same rows. */
export function useListState(): ListState {
  const [parameters, setParameters] = useSearchParams();

  const filter = useMemo(() => {
    const read: SecretsFilter = { q: parameters.get('q') ?? undefined };
    for (const field of FILTER_FIELDS) {
      const values = parameters.getAll(FILTER_PARAMETERS[field]);
      if (values.length > 0) {
        read[field] = values;
      }
    }
    return read;
  }, [parameters]);

  const change = useCallback(
    (mutate: (next: URLSearchParams) => void) =>
      setParameters(
        previous => {
          const next = new URLSearchParams(previous);
          mutate(next);
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );

  const setFilter = useCallback(
    (patch: SecretsFilter) => change(next => write(next, patch)),
    [change],
  );
  const clearFilter = useCallback(
    () =>
      change(next => {
        next.delete('q');
        for (const field of FILTER_FIELDS) {
          next.delete(FILTER_PARAMETERS[field]);
        }
      }),
    [change],
  );
  const setOrderBy = useCallback(
    (orderBy: string) =>
      change(next =>
        orderBy === DEFAULT_ORDER
          ? next.delete('sort')
          : next.set('sort', orderBy),
      ),
    [change],
  );

  return {
    filter,
    orderBy: parameters.get('sort') ?? DEFAULT_ORDER,
    isFiltered:
      Boolean(filter.q) || FILTER_FIELDS.some(field => filter[field]?.length),
    setFilter,
    clearFilter,
    setOrderBy,
  };
}

function write(parameters: URLSearchParams, patch: SecretsFilter) {
  if ('q' in patch) {
    parameters.delete('q');
    if (patch.q) {
      parameters.set('q', patch.q);
    }
  }
  for (const field of FILTER_FIELDS) {
    if (field in patch) {
      parameters.delete(FILTER_PARAMETERS[field]);
      for (const value of patch[field] ?? []) {
        parameters.append(FILTER_PARAMETERS[field], value);
      }
    }
  }
}
