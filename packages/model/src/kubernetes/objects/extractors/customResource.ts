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

import { isJson } from '../../metadata';
import { statusOf } from '../conditions';
import { ExtractionContext, Extractor } from '../Extractor';
import { itemsAt } from '../read';
import { walkSecretReferences } from '../walkSecretReferences';
import { workload } from './workload';

/** Fields in which no object states references. */
const NOT_STATED = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/** Any object whose kind is not known otherwise: its references by convention. */
export const customResource: Extractor = context => {
  if (makesPods(context)) {
    walkAll(context, new Set(['spec.template']));
    return workload(context);
  }
  walkAll(context);
  return { status: statusOf(context.object) };
};

/** Walks all fields of an object by convention, but for the skipped paths. */
export function walkAll(
  { object, references }: ExtractionContext,
  skip?: Set<string>,
): void {
  for (const [field, value] of Object.entries(object)) {
    if (!NOT_STATED.has(field)) {
      if (isJson(value) || Array.isArray(value)) {
        walkSecretReferences(value, field, references, { skip });
      }
    }
  }
}

/** Whether an object is built like a Deployment, as an Argo Rollout is. */
function makesPods({ object }: ExtractionContext): boolean {
  return itemsAt(object, 'spec', 'template', 'spec', 'containers').length > 0;
}
