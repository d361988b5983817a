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

import { knownSystems } from '@keyward/kube-model/systems';
import type { SecretObject } from '../objects';
import type { AccessPlace } from './types';

const RECORDS = new Set(knownSystems.records.map(each => each.secretType));
const SEALED = 'sealed:*';

/** What Secrets hold the values of others: many hold the same, so that it has a place of its own. */
export class HeldSecrets {
  readonly #sealed = new Set<SecretObject>();
  readonly #released = new Map<string, Set<SecretObject>>();

  add(secret: SecretObject) {
    if (secret.isSealed) {
      this.#sealed.add(secret);
    }
    const release = releaseOf(secret);
    if (release !== undefined && !isRecord(secret)) {
      const known = this.#released.get(release);
      if (known) {
        known.add(secret);
      } else {
        this.#released.set(release, new Set([secret]));
      }
    }
  }

  delete(secret: SecretObject) {
    this.#sealed.delete(secret);
    this.#released.get(releaseOf(secret) ?? '')?.delete(secret);
  }

  /**
   * A sealing key opens all that was ever sealed, in git as in the cluster; the
   * record of a Helm release has the manifests of its objects.
   */
  *placesOf(
    secret: SecretObject,
  ): Iterable<{ kind: string; place: AccessPlace }> {
    if (secret.isSealingKey) {
      yield { kind: 'is-sealing-key', place: SEALED };
    }
    const release = releaseOf(secret);
    if (release !== undefined && isRecord(secret)) {
      yield { kind: 'is-release-record', place: `release:${release}` };
    }
  }

  /** The places that lead to a Secret because another one holds it. */
  *placesTo(secret: SecretObject): Iterable<AccessPlace> {
    if (secret.isSealed) {
      yield SEALED;
    }
    const release = releaseOf(secret);
    if (release !== undefined && !isRecord(secret)) {
      yield `release:${release}`;
    }
  }

  sealed(): Iterable<SecretObject> {
    return this.#sealed;
  }

  /** The Secrets of a release, by `NAMESPACE/NAME` of it. */
  released(release: string): Iterable<SecretObject> {
    return this.#released.get(release) ?? [];
  }
}

function isRecord({ type = '' }: SecretObject): boolean {
  return RECORDS.has(type);
}

function releaseOf({ helmRelease }: SecretObject): string | undefined {
  return helmRelease && `${helmRelease.namespace}/${helmRelease.name}`;
}
