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

import { knownSystems, type ProjectObject } from '@keyward/kube-model/systems';
import { leaveOutCostliest } from '../authorizer/leaveOutCostliest';
import { serviceAccountUser } from '../authorizer/subjectKey';
import type { PodObject } from '../objects';
import { ProjectBounds } from './ProjectBounds';
import type { AccessPlace } from './types';

/** What matching all projects may cost, and more the more of them there are. */
const WORK = 500_000;
const WORK_PER_PROJECT = 100;

/** How objects are applied, by what all of a namespace are called as a place. */
const APPLYING = new Map(
  knownSystems.kinds.flatMap(({ resource, applying }) =>
    applying ? [[resource, applying] as const] : [],
  ),
);
const CONTROLLERS = [
  ...new Set([...APPLYING.values()].map(({ controller }) => controller)),
];
const OF_PROJECTS = [...APPLYING.values()].filter(({ as }) => as === 'project');

interface Controller {
  namespace: string;
  user: string;
  /** An object that names no account is applied as one of its own namespace. */
  hasDefaultAccount: boolean;
}

/** Who applies what a project allows. */
interface Applier {
  place: AccessPlace;
  /** Where there is too much to match, it stands for every namespace. */
  isTooMany?: true;
}

/** Who applies what the objects of systems as Argo CD and Flux point to. */
export class GitOps {
  readonly #projects = new Map<AccessPlace, ProjectBounds>();
  /** Those that are not followed; worked out once somebody asks. */
  #tooMany?: Set<AccessPlace>;
  /** By what runs, and by the accounts there are. */
  readonly #running = new Map<string, Map<string, Controller>>();
  readonly #named = new Map<string, Map<string, Controller>>();
  #hasPods = false;

  addProject(project: ProjectObject) {
    this.#projects.set(
      `project:${project.namespace}/${project.name}`,
      new ProjectBounds(project),
    );
    this.#tooMany = undefined;
  }

  addPod({ namespace, serviceAccount, defaultServiceAccount }: PodObject) {
    this.#hasPods = true;
    const hasDefaultAccount = defaultServiceAccount !== undefined;
    addController(this.#running, namespace, serviceAccount, hasDefaultAccount);
  }

  addAccount(namespace: string, name: string) {
    addController(this.#named, namespace, name, false);
  }

  /** How objects are applied of which all of a namespace are a place of a sort. */
  applying(
    sort: string,
  ): { controller: string; as: 'project' | 'account' } | undefined {
    return APPLYING.get(sort);
  }

  projects(): Iterable<AccessPlace> {
    return this.#projects.keys();
  }

  /** The projects that an object of a namespace may name; `*` for one in any. */
  *projectsUsableIn(
    namespace: string,
    namespaces: () => ReadonlySet<string>,
  ): Iterable<AccessPlace> {
    const tooMany = this.#findTooMany(namespaces);
    for (const [place, bounds] of this.#projects) {
      if (tooMany.has(place) || bounds.isUsableIn(namespace)) {
        yield place;
      }
    }
  }

  /** As whom, and in which of some namespaces, what a project allows is applied. */
  *appliersOf(
    place: AccessPlace,
    namespaces: () => ReadonlySet<string>,
  ): Iterable<Applier> {
    const bounds = this.#projects.get(place);
    if (!bounds?.project.hasSources) {
      return;
    }
    const { project } = bounds;
    const isTooMany = this.#findTooMany(namespaces).has(place);
    for (const { namespace, user } of OF_PROJECTS.flatMap(each => [
      ...this.#controllers(each.controller),
    ])) {
      if (namespace !== project.namespace) {
        continue;
      }
      if (isTooMany) {
        yield { place: applierOf(project, user), isTooMany };
      } else if (bounds.permitsAll) {
        yield { place: applierOf(project, user) };
      } else {
        for (const each of bounds.permittedOf(namespaces())) {
          yield { place: `applier:${user}/${each}` };
        }
      }
    }
  }

  /** As whom a controller applies objects: as accounts of their namespace, or as itself. */
  *accountAppliers(
    controller: string,
    accounts: Iterable<string>,
  ): Iterable<AccessPlace> {
    const controllers = [...this.#controllers(controller)];
    if (controllers.length === 0) {
      return;
    }
    for (const user of accounts) {
      yield `applier:${user}`;
    }
    for (const { user, hasDefaultAccount } of controllers) {
      if (!hasDefaultAccount) {
        yield `applier:${user}`;
      }
    }
  }

  /**
   * The projects that are not followed: what is to be done grows with their
   * patterns times the namespaces, and anybody who may make one could have it take
   * all time. They count as reaching all.
   */
  #findTooMany(namespaces: () => ReadonlySet<string>): Set<AccessPlace> {
    if (!this.#tooMany) {
      const { size } = namespaces();
      this.#tooMany = leaveOutCostliest(
        [...this.#projects].map(([place, bounds]) => ({
          of: place,
          cost: bounds.costOf(size),
        })),
        WORK + WORK_PER_PROJECT * this.#projects.size,
      );
    }
    return this.#tooMany;
  }

  /** Those that run; where no pod is known, those of which there is the account. */
  #controllers(name: string): Iterable<Controller> {
    const known = this.#hasPods ? this.#running : this.#named;
    return known.get(name)?.values() ?? [];
  }
}

function addController(
  to: Map<string, Map<string, Controller>>,
  namespace: string,
  account: string | undefined,
  hasDefaultAccount: boolean,
) {
  // A release may stand before it: `argo-cd-argocd-application-controller`.
  const controller = CONTROLLERS.find(
    each => account === each || account?.endsWith(`-${each}`),
  );
  if (account === undefined || controller === undefined) {
    return;
  }
  const user = serviceAccountUser(namespace, account);
  const known = to.get(controller) ?? new Map<string, Controller>();
  to.set(controller, known);
  // One of several that has none is enough.
  const other = known.get(user);
  known.set(user, {
    namespace,
    user,
    hasDefaultAccount: hasDefaultAccount && other?.hasDefaultAccount !== false,
  });
}

/** All that a controller may apply, as far as the project lets it. */
function applierOf({ isClusterWide }: ProjectObject, user: string) {
  return isClusterWide
    ? (`applier:${user}` as const)
    : (`applier:${user}/*` as const);
}
