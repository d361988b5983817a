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

import { isJson, type Json } from '@keyward/observation/json';
import { namespacedName } from '../fields/names';
import { objectAt, textAt } from '../fields/read';
import { ReferenceCollector } from './ReferenceCollector';

/** The annotations by which controllers are told of Secrets. */
interface KnownAnnotations {
  namingAnnotations: ReadonlySet<string>;
  jsonAnnotations: readonly { key: RegExp; field?: string }[];
}

/** What ends so may be a Secret's name, whatever controller reads it. */
const MAY_BE_NAME = /(^|[/.-])(secrets?|secret-?name)$/i;
const LONGEST_JSON = 16 * 1024;

/** The Secrets that controllers are told by annotations of an object. */
export function walkAnnotations(
  object: Json,
  references: ReferenceCollector,
  { namingAnnotations, jsonAnnotations }: KnownAnnotations,
): void {
  const annotations = objectAt(object, 'metadata', 'annotations');
  for (const [key, value] of Object.entries(annotations)) {
    const path = `metadata.annotations[${key}]`;
    if (namingAnnotations.has(key)) {
      references.add({
        ...namespacedName(textAt(annotations, key)),
        how: 'annotation',
        path,
      });
      continue;
    }
    const known = jsonAnnotations.find(each => each.key.test(key));
    if (known) {
      for (const name of namesIn(value, known.field)) {
        references.add({ ...namespacedName(name), how: 'annotation', path });
      }
    } else if (MAY_BE_NAME.test(key)) {
      references.guessText({ name: value, path });
    }
  }
}

function namesIn(text: unknown, field: string | undefined): string[] {
  if (typeof text !== 'string' || text.length > LONGEST_JSON) {
    return [];
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isJson(value)) {
    return [];
  }
  const names = field === undefined ? Object.values(value) : [value[field]];
  return names.filter(name => typeof name === 'string');
}
