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

import { type Document, parseAllDocuments } from 'yaml';
import { SealingError } from '../SealingError';

/** Reads YAML or JSON without a word of its text in an error. */
export function readDocuments(text: string): Document.Parsed[] {
  const documents = parseAllDocuments(text, { prettyErrors: false });
  const problem = documents
    .flatMap(({ errors }) => errors)
    .sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (problem) {
    const line = text.slice(0, problem.pos[0]).split('\n').length;
    throw new SealingError('manifest', 'The manifest is no YAML or JSON', {
      where: `line ${line}`,
      remedy: 'mend the line: kubectl apply would refuse it too',
    });
  }
  // An empty stream is a document of another kind, without a list.
  return [...documents] as Document.Parsed[];
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
