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

import { useMemo } from 'react';
import useObservable from 'react-use/esm/useObservable';
import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';

/** A filter that somebody gave a name. */
export type SavedFilter = {
  name: string;
  /** As a search of an address. */
  search: string;
};

const KEY = 'filters.findings';

/**
 * The filters that somebody saved, kept in the storage of the app: with
 * user settings in the portal they follow their user.
 */
export function useSavedFilters() {
  const storage = useApi(storageApiRef);
  const bucket = useMemo(() => storage.forBucket('secrets'), [storage]);
  const snapshot = useObservable(
    useMemo(() => bucket.observe$<SavedFilter[]>(KEY), [bucket]),
    bucket.snapshot<SavedFilter[]>(KEY),
  );
  const saved = useMemo(() => [...(snapshot?.value ?? [])], [snapshot]);
  return {
    saved,
    /** Under a name that there is, it takes its place. */
    async save(filter: SavedFilter) {
      const others = saved.filter(({ name }) => name !== filter.name);
      await bucket.set(
        KEY,
        [...others, filter].sort((one, other) =>
          one.name.localeCompare(other.name),
        ),
      );
    },
    async remove(name: string) {
      await bucket.set(
        KEY,
        saved.filter(filter => filter.name !== name),
      );
    },
  };
}
