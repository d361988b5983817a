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

import type { ObjectObservation } from '@keyward/observation';
import type { Json } from '@keyward/observation/json';
import type { ReferenceCollector } from '../references/ReferenceCollector';
import type { Operator } from './Operator';

/**
 * What an extractor gets to see.
 *
 * @public
 */
export interface ExtractionContext {
  object: Json;
  apiGroup: string;
  kind: string;
  name: string;
  /** Absent for cluster-scoped objects. */
  namespace?: string;
  /** Takes the references that the extractor finds. */
  references: ReferenceCollector;
  /** The operators that are known. */
  operators: readonly Operator[];
}

/**
 * What an extractor finds, besides references.
 *
 * @public
 */
export type Extraction = Partial<
  Pick<
    ObjectObservation,
    'deliveries' | 'reads' | 'status' | 'detail' | 'podLabels'
  >
>;

/**
 * Reads what one kind of object says of secrets. It takes names, words, numbers
 * and times field by field, never a value, and never fails on a hostile shape.
 *
 * @public
 */
export type Extractor = (context: ExtractionContext) => Extraction;
