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

import { load } from 'js-yaml';
import { isJson, type Json } from '@keyward/observation/json';
import { itemsAt, textAt } from '../../fields/read';

/** Where a provider takes an object from. */
export interface ProviderObject {
  path: string;
  key?: string;
}

const LONGEST_YAML = 64 * 1024;

/**
 * The objects that a SecretProviderClass lists for its provider, by the names
 * that `secretObjects` knows them by. The lists are YAML in a text, of another
 * form for each provider; what cannot be read is left out.
 *
 * @param namespace - of the provider, which its paths begin with
 */
export function providerObjectsOf(
  parameters: Json,
  namespace?: string,
): Map<string, ProviderObject> {
  const objects = new Map<string, ProviderObject>();
  for (const entry of entriesOf(parse(parameters.objects))) {
    addObject(entry, objects, namespace);
  }
  // GCP
  for (const entry of entriesOf(parse(parameters.secrets))) {
    const path = textAt(entry, 'resourceName');
    const name = textAt(entry, 'path') ?? textAt(entry, 'fileName');
    if (path && name) {
      objects.set(name, { path });
    }
  }
  return objects;
}

function addObject(
  entry: Json,
  objects: Map<string, ProviderObject>,
  namespace: string | undefined,
): void {
  const name = textAt(entry, 'objectName');
  if (!name) {
    return;
  }
  const key = textAt(entry, 'secretKey');
  // Vault names path and key apart; with AWS and Azure the name is the path.
  const plain = textAt(entry, 'secretPath') ?? name;
  const path = namespace ? `${namespace}/${plain}` : plain;
  const object = { path, ...(key && { key }) };
  objects.set(name, object);
  const alias = textAt(entry, 'objectAlias');
  if (alias) {
    objects.set(alias, object);
  }
  for (const { item } of itemsAt(entry, 'jmesPath')) {
    const property = textAt(item, 'path');
    const propertyAlias = textAt(item, 'objectAlias');
    if (property && propertyAlias) {
      objects.set(propertyAlias, { path, key: property });
    }
  }
}

/** A list of objects, or as with Azure an `array` of texts with one object each. */
function entriesOf(parsed: unknown): Json[] {
  const list = isJson(parsed) ? parsed.array : parsed;
  return Array.isArray(list)
    ? list
        .map(entry => (typeof entry === 'string' ? parse(entry) : entry))
        .filter(isJson)
    : [];
}

function parse(yaml: unknown): unknown {
  if (typeof yaml !== 'string' || yaml.length > LONGEST_YAML) {
    return undefined;
  }
  try {
    return load(yaml);
  } catch {
    // The parser's message quotes the text.
    return undefined;
  }
}
