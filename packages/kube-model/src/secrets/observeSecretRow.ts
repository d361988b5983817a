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
  type SecretObservation,
  isJson,
  jsonOf,
  listOf,
  ObservationError,
} from '@keyward/observation';
import type { KnownSystems } from '../systems';
import { observeSecret } from './observeSecret';

/** The columns that a Table answer has for Secrets, see `printSecret` of Kubernetes. */
const COLUMNS = ['Name', 'Type', 'Data', 'Age'];

/**
 * Turns a row of a Table answer (`application/json;as=Table;v=v1;g=meta.k8s.io`
 * with `includeObject=Metadata`) into an observation: the type and the number
 * of keys stand in its cells, values nowhere.
 *
 * @param columns - the names in the table's `columnDefinitions`
 * @throws {@link ObservationError}
 * @public
 */
export function observeSecretRow(
  row: unknown,
  options: { sourceId: string; columns?: string[]; systems?: KnownSystems },
): SecretObservation {
  const fields = jsonOf(row);
  if (!isJson(fields.object)) {
    throw new ObservationError(
      'A row of a table of Secrets without its object',
    );
  }
  const cells = listOf(fields.cells);
  const columns = options.columns ?? COLUMNS;
  const cell = (name: string) => cells[columns.indexOf(name)];
  const secretType = cell('Type');
  const count = Number(cell('Data'));
  return observeSecret(
    // The metadata in a row calls itself PartialObjectMetadata.
    { metadata: fields.object.metadata, kind: 'Secret', apiVersion: 'v1' },
    {
      sourceId: options.sourceId,
      taken: 'metadata',
      systems: options.systems,
      ...(typeof secretType === 'string' ? { secretType } : {}),
      ...(Number.isInteger(count) ? { keyCount: count } : {}),
    },
  );
}
