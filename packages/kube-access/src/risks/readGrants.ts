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

import { readGrantTable } from '../authorizer/readGrantTable';
import { directKinds } from '../matrix/accessMatrix';
import type { AccessObject } from '../objects';
import { BindingTable } from '../paths/BindingTable';
import { kindsServed } from '../paths/kindsServed';
import { OpenedRights } from './OpenedRights';
import { isBuiltInSubject, SubjectAccess } from './SubjectAccess';

/** What is given in a cluster. */
interface ReadGrants {
  /** Everybody who is given something, but what is part of Kubernetes itself. */
  subjects(): Iterable<SubjectAccess>;
  /** What others are given, to whom somebody has a way. */
  opened: OpenedRights;
}

/** Reads who is given what. */
export function readGrants(objects: AccessObject[]): ReadGrants {
  const { table, bindings } = readGrantTable(objects);
  const given = {
    table,
    bindings: new BindingTable(bindings),
    indirectKinds: kindsServed(objects).filter(
      kind => !directKinds.includes(kind),
    ),
  };
  return {
    *subjects() {
      for (const place of table.subjects()) {
        if (!isBuiltInSubject(place)) {
          yield new SubjectAccess(place, given);
        }
      }
    },
    opened: new OpenedRights(given),
  };
}
