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
  decidingResourceOf,
  fullNameOf,
  resourceNamed,
  type ServedResource,
} from '../makers';
import type { ServedResourceObject } from './types';

/** What the name of a CustomResourceDefinition, or of what discovery tells, says is served. */
export function readServed(name: string): ServedResourceObject | undefined {
  const resource = resourceNamed(name);
  return resource && servedObject(resource);
}

/** That there is an object of a kind says that the cluster serves it. */
export function readServedKind(
  apiGroup: string,
  kind: string,
): ServedResourceObject | undefined {
  const resource = decidingResourceOf(apiGroup, kind);
  return resource && servedObject(resource);
}

/** Says that a cluster serves a resource. @public */
export function servedObject(resource: ServedResource): ServedResourceObject {
  return { kind: 'APIResource', ...resource, name: fullNameOf(resource) };
}
