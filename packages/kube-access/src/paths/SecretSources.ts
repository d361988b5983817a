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
  type ProviderClassObject,
  type SecretDeliveryObject,
  type SecretSourceName,
  type SecretSourceObject,
} from '@keyward/kube-model/systems';
import { serviceAccountUser } from '../authorizer/subjectKey';
import { NamespacedMap } from './NamespacedMap';
import type { AccessPlace } from './types';

/** The sorts of places that are sources, by what all of them are called: `store` by `stores`. */
const SORTS = new Map<string, string>(
  knownSystems
    .kindsWithAccess('source')
    .flatMap(({ access }) =>
      access?.sort ? [[`${access.sort}s`, access.sort] as const] : [],
    ),
);

/** Where operators take secrets from, what they deliver of it and who may use it. */
export class SecretSources {
  readonly #known = new Map<AccessPlace, SecretSourceObject>();
  readonly #delivered = new Map<AccessPlace, Set<AccessPlace>>();
  readonly #classes = new NamespacedMap<ProviderClassObject>();

  readonly #opened = new Map<AccessPlace, Set<AccessPlace>>();
  readonly #cloud = new Map<AccessPlace, string>();
  readonly #byCloud = new Map<AccessPlace, AccessPlace[]>();
  /** Who may use which, by sort and namespace; made once all are known. */
  #usable: Map<string, Set<AccessPlace>> | undefined;

  addSource(source: SecretSourceObject) {
    const place = placeOf(source);
    this.#known.set(place, source);
    for (const { namespace, name } of source.credentials ?? []) {
      this.#opens(`secret:${namespace}/${name}`, place);
    }
    for (const { namespace, name } of source.serviceAccounts ?? []) {
      this.#opens(`u:${serviceAccountUser(namespace, name)}`, place);
    }
  }

  /** What classes of several namespaces read from one place leads from one to the other. */
  addClass(providerClass: ProviderClassObject) {
    const { namespace, name, targets, reads } = providerClass;
    this.#classes.set(namespace, name, providerClass);
    for (const place of [
      `provider-class:${namespace}/${name}`,
      ...reads.map(read => `remote:${read}`),
    ]) {
      const delivered = this.#delivered.get(place) ?? new Set();
      this.#delivered.set(place, delivered);
      for (const target of targets) {
        delivered.add(`secret:${namespace}/${target}`);
      }
    }
  }

  /** The classes that pods of a namespace may mount. */
  *classesIn(namespace: string): Iterable<AccessPlace> {
    for (const each of namespace === '*'
      ? this.#classes.namespaces()
      : [namespace]) {
      for (const name of this.#classes.names(each)) {
        yield `provider-class:${each}/${name}`;
      }
    }
  }

  /** The places that a class reads. */
  readBy(namespace: string, name: string): AccessPlace[] {
    const reads = this.#classes.get(namespace, name)?.reads ?? [];
    return reads.map(read => `remote:${read}`);
  }

  addIdentity(user: string, cloudIdentity: string) {
    const place = `cloud:${cloudIdentity}`;
    this.#cloud.set(`u:${user}`, cloudIdentity);
    const known = this.#byCloud.get(place);
    if (known) {
      known.push(`u:${user}`);
    } else {
      this.#byCloud.set(place, [`u:${user}`]);
    }
  }

  /** Who a ServiceAccount is in the cloud. */
  cloudIdentity(place: AccessPlace): string | undefined {
    return this.#cloud.get(place);
  }

  /** What is read with a credential, as a ServiceAccount or as who it is in the cloud. */
  *openedBy(place: AccessPlace): Iterable<AccessPlace> {
    yield* this.#opened.get(place) ?? [];
    for (const user of this.#byCloud.get(place) ?? []) {
      yield* this.#opened.get(user) ?? [];
    }
  }

  #opens(credential: AccessPlace, place: AccessPlace) {
    const known = this.#opened.get(credential);
    if (known) {
      known.add(place);
    } else {
      this.#opened.set(credential, new Set([place]));
    }
  }

  addDelivery({ namespace, target, sources }: SecretDeliveryObject) {
    for (const source of sources) {
      const place = placeOf(source);
      const known = this.#known.get(place);
      // Of a source that is not seen itself only where it is says who may use it.
      this.#known.set(place, known ?? { kind: 'source', ...source });
      const delivered = this.#delivered.get(place) ?? new Set();
      delivered.add(`secret:${namespace}/${target}`);
      this.#delivered.set(place, delivered);
    }
  }

  /**
   * The sources of a sort that a namespace may use besides those that all may
   * use, these alone by the empty namespace, or all there are by `*`.
   *
   * @param all - what all places of the sort are called: `stores`, for example
   */
  usableIn(all: string, namespace: string): Iterable<AccessPlace> {
    this.#usable ??= this.#findUsable();
    return this.#usable.get(`${SORTS.get(all)} ${namespace}`) ?? [];
  }

  /** Whether something is what all places of a sort of sources are called. */
  isSort(all: string): boolean {
    return SORTS.has(all);
  }

  #findUsable(): Map<string, Set<AccessPlace>> {
    const usable = new Map<string, Set<AccessPlace>>();
    for (const [place, source] of this.#known) {
      const { sort } = source;
      for (const namespace of ['*', ...usersOf(source)]) {
        const key = `${sort} ${namespace}`;
        const known = usable.get(key) ?? new Set();
        usable.set(key, known);
        known.add(place);
      }
    }
    return usable;
  }

  /** The Secrets that hold something of a source. */
  delivered(place: AccessPlace): Iterable<AccessPlace> {
    return this.#delivered.get(place) ?? [];
  }
}

function placeOf({ sort, namespace, name }: SecretSourceName): AccessPlace {
  return `${sort}:${namespace ?? '*'}/${name}`;
}

/** The namespaces that may use a source; the empty one for all of them. */
function usersOf({
  namespace,
  namespaces,
}: SecretSourceObject): Iterable<string> {
  if (
    (namespace === undefined && namespaces === undefined) ||
    namespaces?.includes('*')
  ) {
    return [''];
  }
  return new Set([namespace ?? [], namespaces ?? []].flat());
}
