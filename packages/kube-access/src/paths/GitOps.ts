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

import { serviceAccountUser } from '../authorizer/subjectKey';
import type { AppProjectObject, PodObject } from '../objects';
import { matchesGlob } from './matchesGlob';
import type { AccessPlace } from './types';

const OWN_SERVER = 'https://kubernetes.default.svc';
const OWN_NAME = 'in-cluster';
const ARGO_CD = 'argocd-application-controller';
const CONTROLLERS = [ARGO_CD, 'kustomize-controller', 'helm-controller'];

/** The controllers of Flux that apply what somebody writes down. */
export type FluxController = 'kustomize-controller' | 'helm-controller';

interface Controller {
  namespace: string;
  user: string;
  /** An object that names no account is applied as one of its own namespace. */
  hasDefaultAccount: boolean;
}

/** Who applies what the objects of Argo CD and Flux point to. */
export class GitOps {
  readonly #projects = new Map<AccessPlace, AppProjectObject>();
  /** By what runs, and by the accounts there are. */
  readonly #running = new Map<string, Map<string, Controller>>();
  readonly #named = new Map<string, Map<string, Controller>>();
  #hasPods = false;

  addProject(project: AppProjectObject) {
    this.#projects.set(`project:${project.namespace}/${project.name}`, project);
  }

  addPod({ namespace, serviceAccount, defaultServiceAccount }: PodObject) {
    this.#hasPods = true;
    const hasDefaultAccount = defaultServiceAccount !== undefined;
    addController(this.#running, namespace, serviceAccount, hasDefaultAccount);
  }

  addAccount(namespace: string, name: string) {
    addController(this.#named, namespace, name, false);
  }

  projects(): Iterable<AccessPlace> {
    return this.#projects.keys();
  }

  /** The AppProjects that an Application of a namespace may name; `*` for one in any. */
  *projectsUsableIn(namespace: string): Iterable<AccessPlace> {
    for (const [place, project] of this.#projects) {
      if (
        namespace === '*' ||
        namespace === project.namespace ||
        project.sourceNamespaces.some(pattern =>
          matchesSource(pattern, namespace),
        )
      ) {
        yield place;
      }
    }
  }

  /** As whom, and in which of some namespaces, what an AppProject allows is applied. */
  *appliersOf(
    place: AccessPlace,
    namespaces: () => Iterable<string>,
  ): Iterable<AccessPlace> {
    const project = this.#projects.get(place);
    if (!project || !project.hasSources) {
      return;
    }
    for (const { namespace, user } of this.#controllers(ARGO_CD)) {
      if (namespace !== project.namespace) {
        continue;
      }
      if (permitsAll(project)) {
        yield project.isClusterWide ? `applier:${user}` : `applier:${user}/*`;
        continue;
      }
      for (const each of namespaces()) {
        if (permits(project, each)) {
          yield `applier:${user}/${each}`;
        }
      }
    }
  }

  /** As whom a controller of Flux applies the objects of accounts of their namespace, and its own ones. */
  *fluxAppliers(
    controller: FluxController,
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

/** A regular expression is not evaluated: any namespace may match it. */
function matchesSource(pattern: string, namespace: string): boolean {
  return /^\/.*\/$/s.test(pattern) || matchesGlob(pattern, namespace);
}

/** Whether every namespace of the own cluster is a destination. */
function permitsAll({ destinations }: AppProjectObject): boolean {
  return (
    destinations.some(each => each.namespace === '*' && isOwnCluster(each)) &&
    destinations.every(each =>
      [each.server, each.name, each.namespace].every(text => !isDenial(text)),
    )
  );
}

/** As Argo CD decides whether a namespace of the own cluster is a destination. */
function permits({ destinations }: AppProjectObject, namespace: string) {
  let isPermitted = false;
  for (const each of destinations) {
    const isServer = matches(each.server, OWN_SERVER);
    const isName = matches(each.name, OWN_NAME);
    const isNamespace = matches(each.namespace, namespace);
    if ((isServer || isName) && isNamespace) {
      isPermitted = true;
    } else if (
      (isNamespace &&
        ((!isName && isDenial(each.name)) ||
          (!isServer && isDenial(each.server)))) ||
      (!isNamespace && isDenial(each.namespace) && (isServer || isName))
    ) {
      return false;
    }
  }
  return isPermitted;
}

function isOwnCluster({ server, name }: AppProjectObject['destinations'][0]) {
  return matches(server, OWN_SERVER) || matches(name, OWN_NAME);
}

/** A pattern, or one that must not match. */
function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) {
    return false;
  }
  return isDenial(pattern)
    ? !matchesGlob(pattern.slice(1), text)
    : matchesGlob(pattern, text);
}

function isDenial(pattern: string | undefined): boolean {
  return pattern?.startsWith('!') ?? false;
}
