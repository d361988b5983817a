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
import { BindingTable } from './BindingTable';
import { GitOps } from './GitOps';
import { HeldSecrets } from './HeldSecrets';
import { NamespacedMap } from './NamespacedMap';
import { SecretSources } from './SecretSources';

const TOKEN_TYPE = 'kubernetes.io/service-account-token';

/** What there is in a cluster, by what it is looked up. */
export class Estate {
  readonly #secrets = new NamespacedMap<SecretObject>();
  readonly #serviceAccounts = new NamespacedMap<true>();
  readonly #pods = new NamespacedMap<PodObject>();
  readonly #roles = new NamespacedMap<true>();
  readonly #byNode = new Map<string, PodObject[]>();
  readonly #nodes = new Set<string>();
  #hasAwsAuth = false;
  readonly sources = new SecretSources();
  readonly held = new HeldSecrets();
  readonly gitOps = new GitOps();
  readonly bindings: BindingTable;

  constructor(objects: Iterable<AccessObject>) {
    const bindings: BindingObject[] = [];
    for (const object of objects) {
      switch (object.kind) {
        case 'Secret':
          this.setSecret(object);
          break;
        case 'ConfigMap':
          this.#hasAwsAuth = true;
          break;
        case 'ServiceAccount':
          this.#serviceAccounts.set(object.namespace, object.name, true);
          this.gitOps.addAccount(object.namespace, object.name);
          if (object.cloudIdentity) {
            this.sources.addIdentity(
              serviceAccountUser(object.namespace, object.name),
              object.cloudIdentity,
            );
          }
          break;
        case 'Pod':
          this.#addPod(object);
          this.gitOps.addPod(object);
          break;
        case 'Node':
          this.#nodes.add(object.name);
          break;
        case 'source':
          this.sources.addSource(object);
          break;
        case 'delivery':
          this.sources.addDelivery(object);
          break;
        case 'provider-class':
          this.sources.addClass(object);
          break;
        case 'project':
          this.gitOps.addProject(object);
          break;
        case 'Role':
          this.#roles.set(object.namespace ?? '', object.name, true);
          break;
        case 'RoleBinding':
        case 'ClusterRoleBinding':
          bindings.push(object);
          break;
        default:
          break;
      }
    }
    this.bindings = new BindingTable(bindings);
  }

  setSecret(secret: SecretObject) {
    this.deleteSecret(secret);
    this.#secrets.set(secret.namespace, secret.name, secret);
    this.held.add(secret);
  }

  deleteSecret({ namespace, name }: { namespace: string; name: string }) {
    const known = this.#secrets.get(namespace, name);
    if (known) {
      this.#secrets.delete(namespace, name);
      this.held.delete(known);
    }
  }

  secret(namespace: string, name: string): SecretObject | undefined {
    return this.#secrets.get(namespace, name);
  }

  /** The namespaces with Secrets. */
  secretNamespaces(): Iterable<string> {
    return this.#secrets.namespaces();
  }

  /** The namespaces with anything that leads to Secrets. */
  namespaces(): Set<string> {
    return new Set([
      ...this.#secrets.namespaces(),
      ...this.#serviceAccounts.namespaces(),
    ]);
  }

  secretNames(namespace: string): Iterable<string> {
    return this.#secrets.names(namespace);
  }

  /** The namespaces with a Secret of a name. */
  namespacesWith(secret: string): Iterable<string> {
    return this.#secrets.with('*', secret);
  }

  /** The user names of the ServiceAccounts of a namespace, or all by `*`. */
  *identities(namespace: string): Iterable<string> {
    for (const each of namespace === '*'
      ? this.#serviceAccounts.namespaces()
      : [namespace]) {
      for (const name of this.#serviceAccounts.names(each)) {
        yield serviceAccountUser(each, name);
      }
    }
  }

  /** All ServiceAccounts. */
  *accounts(): Iterable<{ namespace: string; name: string }> {
    for (const namespace of this.#serviceAccounts.namespaces()) {
      for (const name of this.#serviceAccounts.names(namespace)) {
        yield { namespace, name };
      }
    }
  }

  /** The user names of the ServiceAccounts of a name. */
  *identitiesNamed(namespace: string, name: string): Iterable<string> {
    for (const each of this.#serviceAccounts.with(namespace, name)) {
      yield serviceAccountUser(each, name);
    }
  }

  /** The namespaces with a Role of a name. */
  namespacesWithRole(name: string): Iterable<string> {
    return this.#roles.with('*', name);
  }

  *pods(namespace: string, name?: string): Iterable<PodObject> {
    if (name !== undefined) {
      for (const each of this.#pods.with(namespace, name)) {
        yield this.#pods.get(each, name)!;
      }
      return;
    }
    for (const each of namespace === '*'
      ? this.#pods.namespaces()
      : [namespace]) {
      yield* this.#pods.in(each);
    }
  }

  podsOn(node: string): PodObject[] {
    return this.#byNode.get(node) ?? [];
  }

  nodes(): Iterable<string> {
    return this.#nodes;
  }

  hasNode(name: string): boolean {
    return this.#nodes.has(name);
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
    this.#pods.set(pod.namespace, pod.name, pod);
    if (pod.node) {
      this.#nodes.add(pod.node);
      const known = this.#byNode.get(pod.node);
      if (known) {
        known.push(pod);
      } else {
        this.#byNode.set(pod.node, [pod]);
      }
    }
  }
}
