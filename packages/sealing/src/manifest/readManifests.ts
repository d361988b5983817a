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

import { type Document, isScalar, parseAllDocuments, visit } from 'yaml';
import { SealingError } from '../SealingError';

/** Each alias is looked for among all anchors. */
const MOST_ALIASES = 1000;

/** Reads YAML or JSON without a word of its text in an error. */
export function readDocuments(text: string): Document.Parsed[] {
  const documents = parseDocuments(text);
  const [offset] = documents
    .flatMap(document => [
      ...document.errors.map(({ pos }) => pos[0]),
      ...repeatedKeys(document),
      ...tooManyAliases(document),
    ])
    .sort((one, other) => one - other);
  if (offset !== undefined) {
    const line = text.slice(0, offset).split('\n').length;
    throw new SealingError('manifest', 'The manifest is no YAML or JSON', {
      where: `line ${line}`,
      remedy: 'mend the line: kubectl apply would refuse it too',
    });
  }
  // An empty stream is a document of another kind, without a list.
  return [...documents] as Document.Parsed[];
}

/** Where the first alias stands that is one too many. */
function tooManyAliases(document: ReturnType<typeof parseDocuments>[number]) {
  const offsets: number[] = [];
  visit(document, {
    Alias(_, { range }) {
      offsets.push(range?.[0] ?? 0);
    },
  });
  return offsets.slice(MOST_ALIASES, MOST_ALIASES + 1);
}

/** Where keys stand that are in a map already: kubectl refuses them. */
function repeatedKeys(document: ReturnType<typeof parseDocuments>[number]) {
  const offsets: number[] = [];
  visit(document, {
    Map(_, { items }) {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (isScalar(key)) {
          if (keys.has(key.value)) {
            offsets.push(key.range?.[0] ?? 0);
          }
          keys.add(key.value);
        }
      }
    },
  });
  return offsets;
}

/** The parser calls itself for each level. */
function parseDocuments(text: string) {
  try {
    return parseAllDocuments(text, {
      prettyErrors: false,
      // Its warnings quote the text.
      logLevel: 'error',
      // It compares each key with each: this is done below.
      uniqueKeys: false,
    });
  } catch {
    throw new SealingError('manifest', 'The manifest cannot be read', {
      where: 'the manifest',
      remedy: 'look whether this is the right file: it is nested too deep',
    });
  }
}

/** The plain object of a document. */
export function objectOf(document: Document.Parsed, place: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new SealingError('manifest', 'The manifest cannot be read', {
      where: place,
      remedy: 'write it without aliases',
    });
  }
}

/**
 * One object of a file, with where it stands.
 *
 * @public
 */
export interface PlacedObject {
  place: string;
  object: unknown;
}

/**
 * The objects of a YAML or JSON text: one a document, those of a List singly.
 *
 * @throws {@link SealingError} with the number of the line or document, never its text
 * @public
 */
export function readManifests(text: string): PlacedObject[] {
  const placed: PlacedObject[] = [];
  for (const [index, document] of readDocuments(text).entries()) {
    const place = `document ${index + 1}`;
    const object = objectOf(document, place);
    const { items } = (object ?? {}) as { items?: unknown };
    if (Array.isArray(items)) {
      items.forEach((item, position) =>
        placed.push({ place: `${place}, item ${position + 1}`, object: item }),
      );
    } else if (object !== null && object !== undefined) {
      placed.push({ place, object });
    }
  }
  return placed;
}
