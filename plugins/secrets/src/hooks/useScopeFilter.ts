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
import { type ComplianceScopeRow } from '@keyward/backstage-plugin-secrets-common';
import { type ScopeFilter } from '../api';
import { FILTER_PARAMETERS, searchOf } from './useListState';

/** The fields that a page for all secrets is narrowed by. */
export const SCOPE_FIELDS = [
  'sourceId',
  'owner',
  'system',
  'environment',
] as const satisfies readonly (keyof ScopeFilter)[];

/** What can be ranked and compared. */
export const SCOPE_KINDS = [
  'team',
  'system',
  'cluster',
  'environment',
] as const satisfies readonly ComplianceScopeRow['kind'][];

/** By which field of a filter one of a kind is chosen. */
export const SCOPE_KIND_FIELDS: Record<ComplianceScopeRow['kind'], ScopeField> =
  {
    team: 'owner',
    system: 'system',
    cluster: 'sourceId',
    environment: 'environment',
  };

export type ScopeField = (typeof SCOPE_FIELDS)[number];

interface ScopeFilterState {
  filter: ScopeFilter;
  isFiltered: boolean;
  /** The filter as a search of an address, to be taken along to another page. */
  search: string;
  change: (patch: ScopeFilter) => void;
  clear: () => void;
}

/** The scope of a page, kept in the address, so that a link shows the same numbers. */
export function useScopeFilter(): ScopeFilterState {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => {
    const read: ScopeFilter = {};
    for (const field of SCOPE_FIELDS) {
      const values = params.getAll(FILTER_PARAMETERS[field]);
      if (values.length > 0) {
        read[field] = values;
      }
    }
    return read;
  }, [params]);
  const change = useCallback(
    (patch: ScopeFilter) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          for (const field of SCOPE_FIELDS) {
            if (field in patch) {
              next.delete(FILTER_PARAMETERS[field]);
              for (const value of patch[field] ?? []) {
                next.append(FILTER_PARAMETERS[field], value);
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
    () =>
      change(Object.fromEntries(SCOPE_FIELDS.map(field => [field, undefined]))),
    [change],
  );
  const search = searchOf(filter);
  return { filter, isFiltered: search !== '', search, change, clear };
}

/** The filter of a request, without what else is asked for. */
export function scopeOf(request: ScopeFilter): ScopeFilter {
  const scope: ScopeFilter = {};
  for (const field of SCOPE_FIELDS) {
    if (request[field]?.length) {
      scope[field] = request[field];
    }
  }
  return scope;
}
