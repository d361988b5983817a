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

import {
  knownSystems,
  type KnownSystems,
  type ServedResource,
} from '@keyward/kube-model/systems';

/**
 * The custom kinds of some systems that lead to Secrets where a cluster serves
 * them: Kubernetes takes a right on one that it does not serve as well.
 *
 * @public
 */
export function decidingResourcesOf(systems: KnownSystems): ServedResource[] {
  const all = new Map<string, ServedResource>();
  const makers = systems.kinds.filter(({ podMaking }) => podMaking);
  const needed = systems.accessPaths.flatMap(({ ifServed }) => ifServed ?? []);
  for (const { group, resource } of [...makers, ...needed]) {
    all.set(`${group}/${resource}`, { group, resource });
  }
  return [...all.values()];
}

/**
 * Those of the systems that this version knows.
 *
 * @public
 */
export const decidingResources: readonly ServedResource[] =
  decidingResourcesOf(knownSystems);

const DECIDING = new Set(decidingResources.map(fullNameOf));
const BY_KIND = new Map(
  knownSystems.kinds
    .filter(each => DECIDING.has(fullNameOf(each)))
    .map(({ group, kind, resource }) => [`${group}/${kind}`, resource]),
);
/** The deciding resource whose objects are of a kind. */
export function decidingResourceOf(
  group: string,
  kind: string,
): ServedResource | undefined {
  const resource = BY_KIND.get(`${group}/${kind}`);
  return resource === undefined ? undefined : { group, resource };
}

/** As Kubernetes names it in full: `workflows.argoproj.io`. */
export function fullNameOf({ group, resource }: ServedResource): string {
  return `${resource}.${group}`;
}

/** Reads {@link fullNameOf}. */
export function resourceNamed(name: string): ServedResource | undefined {
  const dot = name.indexOf('.');
  return dot < 1
    ? undefined
    : { group: name.slice(dot + 1), resource: name.slice(0, dot) };
}
