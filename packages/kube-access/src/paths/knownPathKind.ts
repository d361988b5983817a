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

import type {
  KnownAccessPath,
  KnownSystems,
} from '@keyward/kube-model/systems';
import { podMakersOf } from '../makers';
import { makePodsPath } from './kinds/makePods';
import type { AccessPathKind } from './types';

/** The kind of path that is known of a system. */
export function knownPathKind({
  reaches,
  ...known
}: KnownAccessPath): AccessPathKind {
  return {
    ...known,
    reaches: ({ namespace = '*' }) =>
      reaches.map(place => place.replaceAll('{namespace}', () => namespace)),
  };
}

/** How rights on the kinds of some systems become access. */
export function pathsKnownOf(systems: KnownSystems): KnownAccessPath[] {
  return [...podMakersOf(systems).map(makePodsPath), ...systems.accessPaths];
}
