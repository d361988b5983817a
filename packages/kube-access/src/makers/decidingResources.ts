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

import { podMakers } from './podMakers';

/** A resource of an API group. @public */
export interface ServedResource {
  group: string;
  resource: string;
}

interface DecidingKind extends ServedResource {
  kind: string;
}

const DECIDING: readonly DecidingKind[] = [
  ...podMakers,
  { group: 'argoproj.io', kind: 'Application', resource: 'applications' },
  {
    group: 'kustomize.toolkit.fluxcd.io',
    kind: 'Kustomization',
    resource: 'kustomizations',
  },
  {
    group: 'helm.toolkit.fluxcd.io',
    kind: 'HelmRelease',
    resource: 'helmreleases',
  },
];

/**
 * The custom kinds that lead to Secrets where a cluster serves them: Kubernetes
 * takes a right on one that it does not serve as well.
 *
 * @public
 */
export const decidingResources: readonly ServedResource[] = DECIDING.map(
  ({ group, resource }) => ({ group, resource }),
);

const BY_KIND = new Map(
  DECIDING.map(({ group, kind, resource }) => [`${group}/${kind}`, resource]),
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
