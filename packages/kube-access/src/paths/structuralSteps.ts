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
import { type Estate } from './Estate';
import { TOO_MANY } from './hasTooMany';
import type { AccessPlace, AccessStep } from './types';

const NODE_USER = 'system:node:';
const SERVICE_ACCOUNT_USER = 'system:serviceaccount:';
const ANONYMOUS = 'system:anonymous';
const EVERYBODY = 'system:authenticated';
const NOBODY = 'system:unauthenticated';

/** The groups that a subject is in whatever its login says. */
export function groupsOf(place: AccessPlace): string[] {
  if (place.startsWith('g:')) {
    const group = place.slice(2);
    return group === EVERYBODY || group === NOBODY ? [] : [EVERYBODY];
  }
  const user = place.slice(2);
  if (user === ANONYMOUS) {
    return [NOBODY];
  }
  if (user.startsWith(NODE_USER)) {
    return ['system:nodes', EVERYBODY];
  }
  if (user.startsWith(SERVICE_ACCOUNT_USER)) {
    const [namespace] = user.slice(SERVICE_ACCOUNT_USER.length).split(':');
    return [
      `system:serviceaccounts:${namespace}`,
      'system:serviceaccounts',
      EVERYBODY,
    ];
  }
  return [EVERYBODY];
}

/** What comes with having a place, without any right. */
export function* structuralSteps(
  place: AccessPlace,
  estate: Estate,
  subjects: () => Iterable<AccessPlace>,
): Generator<AccessStep> {
  const to = (kind: string, target: AccessPlace): AccessStep => ({
    from: place,
    to: target,
    kind,
    evidence: [],
  });
  const sort = place.slice(0, place.indexOf(':'));
  const rest = place.slice(sort.length + 1);
  const slash = rest.indexOf('/');
  const namespace = slash < 0 ? rest : rest.slice(0, slash);
  const name = rest.slice(slash + 1);
  for (const secret of estate.sources.delivered(place)) {
    yield to('delivers', secret);
  }
  switch (sort) {
    case 'cluster':
      yield to('everything', 'secrets:*');
      yield to('everything', 'identities:*');
      break;
    case 'aws-auth':
      if (estate.hasAwsAuth) {
        yield to('everything', 'cluster:*');
      }
      break;
    case 'secrets':
      if (namespace === '*') {
        for (const each of estate.secretNamespaces()) {
          yield to('among', `secrets:${each}`);
        }
      }
      for (const secret of estate.secretNames(namespace)) {
        yield to('among', `secret:${namespace}/${secret}`);
      }
      break;
    case 'secret': {
      if (namespace === '*') {
        for (const each of estate.namespacesWith(name)) {
          yield to('among', `secret:${each}/${name}`);
        }
        break;
      }
      const secret = estate.secret(namespace, name);
      const owner = secret && estate.tokenOwner(secret);
      if (owner) {
        yield to('holds-token', `u:${owner}`);
      }
      for (const held of secret ? estate.held.placesOf(secret) : []) {
        yield to(held.kind, held.place);
      }
      break;
    }
    case 'sealed':
      for (const secret of estate.held.sealed()) {
        yield to('opens-sealed', `secret:${secret.namespace}/${secret.name}`);
      }
      break;
    case 'release':
      for (const secret of estate.held.released(rest)) {
        yield to('holds-manifest', `secret:${secret.namespace}/${secret.name}`);
      }
      break;
    case 'identities':
      for (const user of estate.identities(namespace)) {
        yield to('among', `u:${user}`);
      }
      break;
    case 'identity':
      for (const user of estate.identitiesNamed(namespace, name)) {
        yield to('among', `u:${user}`);
      }
      break;
    case 'pods':
      for (const pod of estate.pods(namespace)) {
        yield to('among', `pod:${pod.namespace}/${pod.name}`);
      }
      break;
    case 'pod':
      for (const pod of estate.pods(namespace, name)) {
        for (const secret of pod.secrets) {
          yield to('mounts', `secret:${pod.namespace}/${secret}`);
        }
        if (pod.serviceAccount) {
          const user = serviceAccountUser(pod.namespace, pod.serviceAccount);
          yield to('runs-as', `u:${user}`);
        }
      }
      break;
    case 'nodes':
      for (const node of estate.nodes()) {
        yield to('among', `node:${node}`);
      }
      break;
    case 'node':
      for (const pod of estate.podsOn(rest)) {
        yield to('runs', `pod:${pod.namespace}/${pod.name}`);
      }
      yield to('has-identity', `u:${NODE_USER}${rest}`);
      break;
    case 'provider-classes':
      for (const each of estate.sources.classesIn(namespace)) {
        yield to('among', each);
      }
      break;
    case 'provider-class':
      for (const each of estate.sources.readBy(namespace, name)) {
        yield to('reads', each);
      }
      break;
    case 'project':
      for (const applier of estate.gitOps.appliersOf(place, () =>
        estate.namespaces(),
      )) {
        yield to(applier.isTooMany ? TOO_MANY : 'applied-as', applier.place);
      }
      break;
    case 'rolebindings':
    case 'clusterrolebindings': {
      const kind =
        sort === 'rolebindings' ? 'RoleBinding' : 'ClusterRoleBinding';
      const [role, ofName] = slash < 0 ? [] : name.split('/');
      for (const binding of ofName
        ? estate.bindings.named(kind, namespace, ofName)
        : estate.bindings.in(kind, namespace)) {
        if (!role || binding.roleRef.name === role) {
          yield to(
            'gives-role',
            `role:${binding.namespace ?? '*'}/${binding.roleRef.name}`,
          );
        }
      }
      break;
    }
    case 'roles':
      for (const each of estate.namespacesWithRole(name)) {
        yield to('among', `role:${each}/${name}`);
      }
      break;
    case 'users':
      for (const subject of subjects()) {
        if (subject.startsWith('u:')) {
          yield to('among', subject);
        }
      }
      break;
    case 'groups':
      for (const subject of subjects()) {
        // No certificate of this signer is given to system:masters.
        if (subject.startsWith('g:') && subject !== 'g:system:masters') {
          yield to('among', subject);
        }
      }
      break;
    case 'u':
      if (rest.startsWith(NODE_USER)) {
        yield to('is-node', `node:${rest.slice(NODE_USER.length)}`);
      }
      break;
    case 'g':
      if (rest === 'system:masters') {
        yield to('past-rbac', 'cluster:*');
      }
      break;
    default:
      yield* stepsOfSystems(sort, namespace, estate, to);
      break;
  }
  for (const source of estate.sources.openedBy(place)) {
    yield to('opens-store', source);
  }
  const cloudIdentity = estate.sources.cloudIdentity(place);
  if (cloudIdentity !== undefined) {
    yield to('has-cloud-identity', `cloud:${cloudIdentity}`);
  }
  if (sort === 'u' || sort === 'g') {
    for (const group of groupsOf(place)) {
      yield to('member-of', `g:${group}`);
    }
  }
}

/** What comes with places of the sorts that systems name. */
function* stepsOfSystems(
  sort: string,
  namespace: string,
  estate: Estate,
  to: (kind: string, target: AccessPlace) => AccessStep,
): Generator<AccessStep> {
  const { sources, gitOps } = estate;
  if (sources.isSort(sort)) {
    for (const each of sources.usableIn(sort, namespace)) {
      yield to('among', each);
    }
    if (namespace !== '*' && namespace !== '') {
      // Those that all may use are the same for all.
      yield to('among', `${sort}:`);
    }
  }
  const applying = gitOps.applying(sort);
  if (applying?.as === 'project') {
    for (const project of gitOps.projectsUsableIn(namespace, () =>
      estate.namespaces(),
    )) {
      yield to('names-project', project);
    }
  } else if (applying) {
    for (const applier of gitOps.accountAppliers(
      applying.controller,
      estate.identities(namespace),
    )) {
      yield to('applied-as', applier);
    }
  }
}
