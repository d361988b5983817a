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

import type { SecretObject } from '../objects';

const HELM_RECORD = 'helm.sh/release.v1';

/** A Secret in which the values of others are. */
export interface HeldSecret {
  kind: 'opens-sealed' | 'holds-manifest';
  secret: SecretObject;
}

/** What Secrets hold the values of others, found once. */
export class HeldSecrets {
  readonly #sealed: SecretObject[] = [];
  readonly #released = new Map<string, SecretObject[]>();

  add(secret: SecretObject) {
    if (secret.isSealed) {
      this.#sealed.push(secret);
    }
    const release = releaseOf(secret);
    if (release !== undefined && secret.type !== HELM_RECORD) {
      const known = this.#released.get(release);
      if (known) {
        known.push(secret);
      } else {
        this.#released.set(release, [secret]);
      }
    }
  }

  /**
   * A sealing key opens all that was ever sealed, in git as in the cluster; the
   * record of a Helm release has the manifests of its objects.
   */
  *in(secret: SecretObject): Iterable<HeldSecret> {
    if (secret.isSealingKey) {
      for (const each of this.#sealed) {
        yield { kind: 'opens-sealed', secret: each };
      }
    }
    const release = releaseOf(secret);
    if (release !== undefined && secret.type === HELM_RECORD) {
      for (const each of this.#released.get(release) ?? []) {
        yield { kind: 'holds-manifest', secret: each };
      }
    }
  }
}

function releaseOf({ helmRelease }: SecretObject): string | undefined {
  return helmRelease && `${helmRelease.namespace}/${helmRelease.name}`;
}
