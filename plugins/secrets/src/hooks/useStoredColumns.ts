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
import useObservable from 'react-use/esm/useObservable';
import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** The columns that somebody chose for a table, kept in the storage of the app. */
export function useStoredColumns(
  table: string,
  defaults: readonly string[],
): [readonly string[], (columns: string[]) => void] {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket('secrets'), [storage]);
  const key = `columns.${table}`;
  const snapshot = useObservable(
    useMemo(() => bucket.observe$<string[]>(key), [bucket, key]),
    bucket.snapshot<string[]>(key),
  );
  const choose = useCallback(
    (columns: string[]) => {
      bucket.set(key, columns);
    },
    [bucket, key],
  );
  return [snapshot?.value ?? defaults, choose];
}
