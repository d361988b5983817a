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
  at,
  instantOf,
  type Json,
  jsonOf,
  jsonsOf,
} from '@keyward/observation/json';

/**
 * An instant after which nobody wrote the sealed values of a SealedSecret; undefined where
 * nothing proves one.
 *
 * A writer's last time is one if it owns the values: it wrote them then or before. And
 * what was never changed was written when it was created.
 */
export function writtenBefore(object: Json): string | undefined {
  const metadata = at(object, 'metadata');
  const bounds: string[] = [];
  const owners = jsonsOf(at(metadata, 'managedFields')).filter(
    ({ fieldsV1, subresource }) => !subresource && ownsValues(fieldsV1),
  );
  const times = owners.map(({ time }) => instantOf(time));
  if (times.length > 0 && !times.includes(undefined)) {
    bounds.push((times as string[]).sort().at(-1)!);
  }
  const createdAt = instantOf(at(metadata, 'creationTimestamp'));
  if (createdAt && at(metadata, 'generation') === 1) {
    bounds.push(createdAt);
  }
  return bounds.sort()[0];
}

function ownsValues(fields: unknown): boolean {
  const spec = jsonOf(jsonOf(fields)['f:spec']);
  return 'f:encryptedData' in spec || 'f:data' in spec;
}
