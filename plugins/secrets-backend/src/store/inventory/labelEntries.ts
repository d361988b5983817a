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

import type { AnnotationObservation } from '@keyward/observation';
import { isIndexable } from '../common/rows';

/** Confirmations of a claim may stand in an annotation as well as in a label. */
const LABEL_LIKE_ANNOTATION = /^keyward\.io\//;

/** By what labels an object or a secret is found: those of its pods too, and marks in annotations. */
export function labelEntries({
  labels,
  podLabels = {},
  annotations,
}: {
  labels: Record<string, string>;
  podLabels?: Record<string, string>;
  annotations: readonly AnnotationObservation[];
}): (readonly [key: string, value: string])[] {
  return [
    ...Object.entries(labels),
    ...Object.entries(podLabels),
    ...annotations
      .filter(
        ({ key, value = '' }) =>
          // No ref is longer.
          LABEL_LIKE_ANNOTATION.test(key) && isIndexable(value),
      )
      .map(({ key, value }) => [key, value ?? ''] as const),
  ];
}
