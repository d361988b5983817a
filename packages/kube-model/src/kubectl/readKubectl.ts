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
import {
  isJson,
  type Json,
  ObservationError,
  stringOf,
} from '@keyward/observation';
import { jsonErrorPlace } from './jsonErrorPlace';
import { MERGE_SCHEMA, mergeKeys } from './mergeKeys';
import { splitJson } from './splitJson';
import { splitYaml } from './splitYaml';

/**
 * An object, with what the list around it says of it.
 *
 * @public
 */
export interface ReadObject {
  object: Json;
  kind?: string;
  apiVersion?: string;
}

/**
 * An object with the place in the text where it stands, or what is wrong there
 * in words that quote nothing.
 *
 * @public
 */
export type PlacedObject = { place: string } & (ReadObject | { error: string });

/** Lists in lists are rare, and deeper ones are an attack. */
const DEEPEST_LIST = 3;

/** They end a line, and so a comment, in YAML 1.1, which kubectl reads, and not in 1.2. */
const OTHER_BREAKS = /[\u0085\u2028\u2029]/g;
const UNFOLDS = 'its aliases unfold to more than it holds';

/**
 * The objects in what kubectl printed as JSON or as YAML, in one document or in
 * several, as kubectl takes them: whoever looks at a change before it is applied must
 * see what will be. What cannot be read is told with its place, the rest is read.
 *
 * @public
 */
export function* readKubectl(text: string): Generator<PlacedObject> {
  const content = text.replace(/^\uFEFF/, '');
  // An object of YAML may be in braces too, but quotes no field.
  if (/^\s*(?:\{\s*["}]|\[)/.test(content)) {
    yield* readJson(content);
  } else {
    yield* readYaml(content);
  }
}

function* readJson(text: string): Generator<PlacedObject> {
  const whole = parseJson(text);
  if (whole) {
    yield* flatten(whole.value, '', {});
    return;
  }
  let number = 0;
  for (const { line, content } of splitJson(text)) {
    number++;
    const isOnly = number === 1 && content.length === text.trim().length;
    const place = `document ${number} (line ${line})`;
    const document = parseJson(content);
    if (document) {
      yield* flatten(document.value, place, {});
    } else {
      yield {
        place: isOnly ? jsonErrorPlace(text) : place,
        error: 'it is no valid JSON',
      };
    }
  }
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The message would quote the text.
    return undefined;
  }
}

function* readYaml(text: string): Generator<PlacedObject> {
  let number = 0;
  for (const { line, content, problem } of splitYaml(text)) {
    number++;
    const place = `document ${number} (line ${line})`;
    if (problem) {
      yield { place, error: problem };
      continue;
    }
    let value: unknown;
    try {
      value = load(content.replace(OTHER_BREAKS, '\n'), {
        schema: MERGE_SCHEMA,
      });
    } catch (error) {
      yield {
        place: `document ${number} (${yamlPlace(error, line)})`,
        error: yamlProblem(error),
      };
      continue;
    }
    if (value === undefined || value === null) {
      continue;
    }
    const wrong = content.includes('<<')
      ? mergeKeys(value, content.length)
      : undefined;
    if (wrong || isLargerThan(value, content.length)) {
      yield { place, error: wrong ?? UNFOLDS };
      continue;
    }
    yield* flatten(value, place, {});
  }
}

function* flatten(
  value: unknown,
  place: string,
  given: { kind?: string; apiVersion?: string },
  depth = 0,
): Generator<PlacedObject> {
  if (Array.isArray(value) && depth === 0) {
    yield* flatten({ kind: 'List', items: value }, place, {});
    return;
  }
  if (!isJson(value)) {
    yield { place: place || 'the text', error: 'it is no Kubernetes object' };
    return;
  }
  const kind = stringOf(value.kind) ?? given.kind;
  const apiVersion = stringOf(value.apiVersion) ?? given.apiVersion;
  // Whatever its kind, kubectl takes what has items for a list of them.
  if (!Object.hasOwn(value, 'items')) {
    yield { place: place || 'the object', object: value, kind, apiVersion };
    return;
  }
  // An empty list of Go is null.
  const items = value.items ?? [];
  if (!Array.isArray(items)) {
    yield { place: place || 'the object', error: 'its items are no list' };
    return;
  }
  if (depth >= DEEPEST_LIST) {
    yield { place, error: 'lists stand in lists too deep' };
    return;
  }
  // The items of a list such as PodList do not say their kind themselves.
  const kindOfEach = kind?.replace(/List$/, '');
  const each = kindOfEach ? { kind: kindOfEach, apiVersion } : {};
  for (const [index, item] of items.entries()) {
    const at = place ? `${place} items[${index}]` : `items[${index}]`;
    yield* flatten(item, at, each, depth + 1);
  }
}

/** Whether a value has more nodes than its text has characters, by aliases. */
function isLargerThan(root: unknown, limit: number): boolean {
  const open: unknown[] = [root];
  for (let nodes = 0; open.length > 0; nodes++) {
    if (nodes > limit) {
      return true;
    }
    const value = open.pop();
    if (typeof value === 'object' && value !== null) {
      const children = Object.values(value);
      if (open.length + children.length > limit) {
        return true;
      }
      for (const child of children) {
        open.push(child);
      }
    }
  }
  return false;
}

function yamlPlace(error: unknown, firstLine: number): string {
  const mark = (error as { mark?: { line?: unknown } })?.mark?.line;
  return `line ${typeof mark === 'number' ? firstLine + mark : firstLine}`;
}

/** The parser's reason up to where it begins to quote. */
function yamlProblem(error: unknown): string {
  const reason = (error as { reason?: unknown })?.reason;
  const words =
    typeof reason === 'string' ? /^[a-z][a-z' ,-]*/i.exec(reason)?.[0] : '';
  return words?.trim() ? `no valid YAML, ${words.trim()}` : 'no valid YAML';
}

/** What of an error may be shown: only our own messages are known to quote nothing. */
export function problemOf(error: unknown): string {
  return error instanceof ObservationError
    ? error.message
    : 'it could not be read';
}
