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

import { statusOf } from '../conditions';
import { ExtractionContext, Extractor } from '../Extractor';
import { itemsAt, objectAt } from '../read';
import { walkSecretReferences, WalkOptions } from '../walkSecretReferences';
import { workload } from './workload';

/** Fields in which no object states references. */
const NOT_STATED = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Any object whose kind is not known otherwise: its references by convention. */
export const customResource: Extractor = context => {
  const { object } = context;
  // Built like a Deployment, as an Argo Rollout or a Knative Service is.
  if (itemsAt(object, 'spec', 'template', 'spec', 'containers').length > 0) {
    walkAll(context, { skip: objectAt(object, 'spec', 'template') });
    return workload(context);
  }
  walkAll(context);
  return { status: statusOf(object) };
};

/** Walks all fields of an object by convention. */
export function walkAll(
  { object, references }: ExtractionContext,
  options?: WalkOptions,
): void {
  for (const [field, value] of Object.entries(object)) {
    if (!NOT_STATED.has(field)) {
      walkSecretReferences(value, field, references, options);
    }
  }
}
