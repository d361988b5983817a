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

import type { RightScope } from '../paths';
import type { AccessNeed } from './types';

interface SubjectNeeds {
  namespaces: Set<string>;
  names: Set<string>;
  /** `NAMESPACE/NAME` */
  secrets: Set<string>;
}

/** Who needs what, by where it is looked for. */
export class NeedTable {
  readonly #needs = new Map<string, SubjectNeeds>();

  constructor(needs: Iterable<AccessNeed>) {
    for (const { subject, namespace, name } of needs) {
      const known = this.#needs.get(subject) ?? {
        namespaces: new Set(),
        names: new Set(),
        secrets: new Set(),
      };
      this.#needs.set(subject, known);
      known.namespaces.add(namespace);
      known.names.add(name);
      known.secrets.add(`${namespace}/${name}`);
    }
  }

  /** Whether a subject needs anything that a right opens. */
  needsAny(subject: string, { namespace, names }: RightScope): boolean {
    const needs = this.#needs.get(subject);
    if (!needs) {
      return false;
    }
    if (!names) {
      return namespace === undefined || needs.namespaces.has(namespace);
    }
    return names.some(name =>
      namespace === undefined
        ? needs.names.has(name)
        : needs.secrets.has(`${namespace}/${name}`),
    );
  }

  /** Whether a right opens single Secrets of a namespace, and all are needed. */
  needsAll(subject: string, { namespace, names }: RightScope): boolean {
    const needs = this.#needs.get(subject);
    return (
      needs !== undefined &&
      namespace !== undefined &&
      names !== undefined &&
      names.every(name => needs.secrets.has(`${namespace}/${name}`))
    );
  }
}
