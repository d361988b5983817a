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

import { useAddress } from '../../hooks';

/** What the second table of the page shows. */
export const VIEWS = [
  'external-secret',
  'cluster-external-secret',
  'push-secret',
] as const;

export type View = (typeof VIEWS)[number];

const FIELDS = ['kind', 'state', 'cause', 'store', 'namespace'] as const;

/** What the page is narrowed to; all of it stands in the address. */
export interface OperatorFilter {
  kind: View;
  cluster?: string;
  state?: string;
  cause?: string;
  /** A store, with its namespace where it has one. */
  store?: string;
  namespace?: string;
}

export function useOperatorFilter(): {
  filter: OperatorFilter;
  /** Undefined takes a part of the filter away. */
  change(patch: Partial<OperatorFilter>): void;
} {
  const { read, change } = useAddress<OperatorFilter>();
  const kind = read('kind');
  return {
    filter: {
      cluster: read('cluster'),
      ...Object.fromEntries(FIELDS.map(name => [name, read(name)])),
      kind: VIEWS.find(each => each === kind) ?? VIEWS[0],
    },
    change,
  };
}
