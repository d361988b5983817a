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

import type { AccessObject, SecretObject } from '../objects';
import { type AccessPath, createAccessGraph } from '../paths';

/**
 * A subject that gains or loses a secret.
 *
 * @public
 */
export interface AccessChange {
  change: 'gained' | 'lost';
  /** How it could be reached before, or can be now. */
  path: AccessPath;
}

/**
 * What a change of objects does to some secrets: who gains them, who loses
 * them, by direct and indirect paths.
 *
 * @public
 */
export function* compareAccess(
  before: AccessObject[],
  after: AccessObject[],
  secrets: Pick<SecretObject, 'namespace' | 'name'>[],
): Generator<AccessChange> {
  const [was, is] = [before, after].map(createAccessGraph);
  for (const secret of secrets) {
    const old = bySubject(was.pathsTo(secret));
    const now = bySubject(is.pathsTo(secret));
    for (const [subject, path] of now) {
      if (!old.has(subject)) {
        yield { change: 'gained', path };
      }
    }
    for (const [subject, path] of old) {
      if (!now.has(subject)) {
        yield { change: 'lost', path };
      }
    }
  }
}

function bySubject(paths: AccessPath[]): Map<string, AccessPath> {
  return new Map(paths.map(path => [path.subject, path]));
}
