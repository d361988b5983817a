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
  AccessObject,
  BindingObject,
  PodObject,
  SecretObject,
} from '../objects';
import { serviceAccountUser } from '../authorizer/subjectKey';
import { HeldSecrets } from './HeldSecrets';
import { SecretSources } from './SecretSources';

const TOKEN_TYPE = 'kubernetes.io/service-account-token';

/** What there is in a cluster, by what it is looked up. */
export class Estate {
  readonly #secrets = new Map<string, Map<string, SecretObject>>();
  readonly #serviceAccounts = new Map<string, Set<string>>();
  readonly #pods = new Map<string, Map<string, PodObject>>();
  readonly #byNode = new Map<string, PodObject[]>();
  readonly #nodes = new Set<string>();
  readonly #bindings: BindingObject[] = [];
  #hasAwsAuth = false;
  readonly sources = new SecretSources();
  readonly held = new HeldSecrets();

  constructor(objects: Iterable<AccessObject>) {
    for (const object of objects) {
      switch (object.kind) {
        case 'Secret':
          entry(this.#secrets, object.namespace, () => new Map()).set(
            object.name,
            object,
          );
          this.held.add(object);
          break;
        case 'ConfigMap':
          this.#hasAwsAuth = true;
          break;
        case 'ServiceAccount':
          entry(this.#serviceAccounts, object.namespace, () => new Set()).add(
            object.name,
          );
          if (object.cloudIdentity) {
            this.sources.addIdentity(
              serviceAccountUser(object.namespace, object.name),
              object.cloudIdentity,
            );
          }
          break;
        case 'Pod':
          this.#addPod(object);
          break;
        case 'Node':
          this.#nodes.add(object.name);
          break;
        case 'SecretStore':
        case 'ClusterSecretStore':
        case 'VaultAuth':
          this.sources.addSource(object);
          break;
        case 'ExternalSecret':
        case 'VaultStaticSecret':
        case 'VaultDynamicSecret':
        case 'VaultPKISecret':
          this.sources.addDelivery(object);
          break;
        case 'RoleBinding':
        case 'ClusterRoleBinding':
          this.#bindings.push(object);
          break;
        default:
          break;
      }
    }
  }

  /** The bindings of a kind, of a namespace or all by `*`, to a role or to any. */
  *bindings(
    kind: BindingObject['kind'],
    namespace: string,
    role: string | undefined,
  ): Iterable<BindingObject> {
    for (const binding of this.#bindings) {
      if (
        binding.kind === kind &&
        (namespace === '*' || binding.namespace === namespace) &&
        (role === undefined || binding.roleRef.name === role)
      ) {
        yield binding;
      }
    }
  }

  secret(namespace: string, name: string): SecretObject | undefined {
    return this.#secrets.get(namespace)?.get(name);
  }

  /** The namespaces with Secrets, of which one may name one or all by `*`. */
  secretNamespaces(namespace: string): string[] {
    return namespace === '*' ? [...this.#secrets.keys()] : [namespace];
  }

  secretNames(namespace: string): Iterable<string> {
    return this.#secrets.get(namespace)?.keys() ?? [];
  }

  /** The user names of the ServiceAccounts of a namespace, or all by `*`. */
  *identities(namespace: string): Iterable<string> {
    for (const [each, names] of this.#serviceAccounts) {
      if (namespace === '*' || namespace === each) {
        for (const name of names) {
          yield serviceAccountUser(each, name);
        }
      }
    }
  }

  /** The user names of the ServiceAccounts of a name. */
  *identitiesNamed(namespace: string, name: string): Iterable<string> {
    for (const [each, names] of this.#serviceAccounts) {
      if ((namespace === '*' || namespace === each) && names.has(name)) {
        yield serviceAccountUser(each, name);
      }
    }
  }

  *pods(namespace: string, name?: string): Iterable<PodObject> {
    const namespaces = namespace === '*' ? this.#pods.keys() : [namespace];
    for (const each of namespaces) {
      const pods = this.#pods.get(each);
      if (pods && name === undefined) {
        yield* pods.values();
      } else if (pods && name !== undefined && pods.has(name)) {
        yield pods.get(name)!;
      }
    }
  }

  podsOn(node: string): PodObject[] {
    return this.#byNode.get(node) ?? [];
  }

  nodes(): Iterable<string> {
    return this.#nodes;
  }

  /** Whether the cluster takes groups of cloud roles from a ConfigMap. */
  get hasAwsAuth(): boolean {
    return this.#hasAwsAuth;
  }

  /** Whose token a Secret holds. */
  tokenOwner({ namespace, type, serviceAccount }: SecretObject) {
    return type === TOKEN_TYPE && serviceAccount
      ? serviceAccountUser(namespace, serviceAccount)
      : undefined;
  }

  #addPod(pod: PodObject) {
    entry(this.#pods, pod.namespace, () => new Map()).set(pod.name, pod);
    if (pod.node) {
      this.#nodes.add(pod.node);
      entry(this.#byNode, pod.node, (): PodObject[] => []).push(pod);
    }
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
