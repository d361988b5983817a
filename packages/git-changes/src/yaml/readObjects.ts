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

import { type Document, parseAllDocuments, visit } from 'yaml';
import { GitChangeError } from '../GitChangeError';
import type { RepositoryFile } from '../types';

/** What kubectl reads: texts such as `no` and `on` are written so that they stay texts. */
export const COMPAT = 'yaml-1.1';
const MOST_ALIASES = 100;
/** Of all anchors: each alias is looked for among all of them. */
const MOST_IN_ALL = 1000;

/**
 * The text of a file; undefined for what is no file, was not read or is no UTF-8.
 */
export function textOf({ mode, content }: RepositoryFile): string | undefined {
  if ((mode !== 'file' && mode !== 'executable') || !content) {
    return undefined;
  }
  try {
    // A byte order mark stays, so that offsets and what is written are right.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      content,
    );
  } catch {
    return undefined;
  }
}

/** The documents of a YAML or JSON text; undefined where it is none. */
export function parseDocuments(text: string): Document.Parsed[] | undefined {
  try {
    const documents = parseAllDocuments(text, {
      compat: COMPAT,
      prettyErrors: false,
      // Its warnings quote the text.
      logLevel: 'error',
      // It compares each key with each.
      uniqueKeys: false,
    });
    return documents.some(({ errors }) => errors.length > 0) ||
      countAliases(documents) > MOST_IN_ALL
      ? undefined
      : ([...documents] as Document.Parsed[]);
  } catch {
    // The parser calls itself for each level.
    return undefined;
  }
}

function countAliases(documents: readonly Document[]): number {
  let count = 0;
  const Alias = () => {
    count += 1;
  };
  documents.forEach(document => visit(document, { Alias }));
  return count;
}

/**
 * The objects of a YAML or JSON text, one a document.
 *
 * @param path - of the file, for the error
 * @throws GitChangeError
 */
export function readObjects(text: string, path: string): unknown[] {
  const objects = objectsOf(text);
  if (!objects) {
    throw new GitChangeError('manifest', 'The file is no YAML or JSON', {
      where: path,
      remedy: 'mend it: kubectl apply would refuse it too',
    });
  }
  return objects;
}

/** As {@link readObjects}, and undefined where the text is no YAML or JSON. */
export function objectsOf(text: string): unknown[] | undefined {
  try {
    const objects = parseDocuments(text)?.map(document =>
      document.toJS({ maxAliasCount: MOST_ALIASES }),
    );
    // An alias of what it stands in has no end: this throws.
    return objects && JSON.stringify(objects) ? objects : undefined;
  } catch {
    return undefined;
  }
}
