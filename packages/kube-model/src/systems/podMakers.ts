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

import type { PodMaking } from './AccessPath';
import type { KnownKind } from './KnownSystem';

/** May be written at any time: what it says counts from then on. */
export const ANY: PodMaking['verbs'] = ['create', 'update', 'patch'];
/** What it says is fixed once it runs. */
export const ONCE: PodMaking['verbs'] = ['create'];
/** Makes nothing by itself. */
export const TEMPLATE: PodMaking['verbs'] = ['update', 'patch'];

type Row = [
  kind: string,
  resource: string,
  verbs: PodMaking['verbs'],
  gives?: PodMaking['gives'],
];

/** Kinds of a group whose controller makes pods. */
export function podMakers(
  group: string,
  source: string,
  ...rows: Row[]
): KnownKind[] {
  return rows.map(([kind, resource, verbs, gives = 'namespace']) => ({
    group,
    kind,
    resource,
    podMaking: { verbs, gives, source },
    // What any namespace uses is in none.
    ...(gives === 'anywhere' && { isClusterScoped: true as const }),
  }));
}
