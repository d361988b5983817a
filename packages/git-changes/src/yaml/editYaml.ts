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
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  stringify,
  type YAMLMap,
} from 'yaml';
import { COMPAT, objectsOf, parseDocuments } from './readObjects';

/** One change of a document: a key that is set, or an item that is added to the end of a list. */
export interface YamlEdit {
  kind: 'set' | 'append';
  /** The key, or the list; maps and lists on the way are made. */
  path: readonly (string | number)[];
  value: unknown;
}

const MERGE = '<<';

interface Splice {
  start: number;
  end: number;
  written: string;
}

/**
 * Changes one document of a text. The text is cut and joined, so that a diff shows what
 * is new and nothing else; where that is not possible, it is written anew, with its
 * comments and its order.
 *
 * @returns undefined where neither gives what is wanted
 */
export function editYaml(
  text: string,
  index: number,
  edits: readonly YamlEdit[],
): string | undefined {
  let result: string | undefined = text;
  for (const edit of edits) {
    result = result === undefined ? undefined : editOnce(result, index, edit);
  }
  return result;
}

function editOnce(
  text: string,
  index: number,
  edit: YamlEdit,
): string | undefined {
  const wanted = wantedOf(text, index, edit);
  if (wanted === undefined || isMerged(text, index, edit)) {
    return undefined;
  }
  for (const edited of [spliceText, printText]) {
    const result = edited(text, index, edit);
    if (result !== undefined && shown(objectsOf(result)) === wanted) {
      return result;
    }
  }
  return undefined;
}

function shown(objects: unknown[] | undefined): string | undefined {
  return objects && JSON.stringify(objects);
}

function wantedOf(
  text: string,
  index: number,
  edit: YamlEdit,
): string | undefined {
  const objects = objectsOf(text);
  // Aliases give the same object in two places, and only one of them is changed.
  const copies = objects && JSON.parse(JSON.stringify(objects));
  return copies?.[index] && change(copies[index], edit)
    ? JSON.stringify(copies)
    : undefined;
}

/**
 * Whether a map on the way takes keys of another one by `<<`. A list that is added to such
 * a map replaces the one that it took, which kubectl reads and YAML 1.2 does not.
 */
function isMerged(text: string, index: number, { path }: YamlEdit): boolean {
  let node: unknown = parseDocuments(text)?.[index]?.contents;
  for (const key of path) {
    if (isMap(node) && node.has(MERGE)) {
      return true;
    }
    node = isCollection(node) ? node.get(key, true) : undefined;
  }
  return isMap(node) && node.has(MERGE);
}

/** Changes a plain object; false where something else is on the way. */
function change(object: any, { kind, path, value }: YamlEdit): boolean {
  let parent = object;
  for (const [position, key] of path.entries()) {
    if (typeof parent !== 'object' || parent === null) {
      return false;
    }
    const isLast = position === path.length - 1;
    if (isLast && kind === 'set') {
      parent[key] = value;
      return true;
    }
    parent[key] ??= isLast ? [] : {};
    parent = parent[key];
  }
  return Array.isArray(parent) && parent.push(value) > 0;
}

/** What has to be put where, given what there is already. */
function resolveEdit(
  root: Node | null,
  { kind, path, value }: YamlEdit,
): { node: Node; key?: string | number; value: unknown } | undefined {
  let node: unknown = root;
  for (const [position, key] of path.entries()) {
    const next = isCollection(node) ? node.get(key, true) : undefined;
    const isLast = position === path.length - 1;
    if (next === undefined || (isLast && kind === 'set')) {
      const missing = path.slice(position + 1).reverse();
      const wrapped = missing.reduce<unknown>(
        (inner, outer) => ({ [outer]: inner }),
        kind === 'append' ? [value] : value,
      );
      return isMap(node) ? { node, key, value: wrapped } : undefined;
    }
    node = next;
  }
  return isSeq(node) ? { node, value } : undefined;
}

function spliceText(
  text: string,
  index: number,
  edit: YamlEdit,
): string | undefined {
  const root = parseDocuments(text)?.[index]?.contents ?? null;
  const found = resolveEdit(root as Node | null, edit);
  if (!found) {
    return undefined;
  }
  const { node, key, value } = found;
  const splice =
    key === undefined
      ? insertItem(text, node, value)
      : setKey(text, node as YAMLMap, key, value);
  return (
    splice &&
    text.slice(0, splice.start) + splice.written + text.slice(splice.end)
  );
}

function insertItem(
  text: string,
  node: Node,
  value: unknown,
): Splice | undefined {
  return isSeq(node) && !node.flow && node.items.length > 0
    ? insertAfter(text, node, write(text, [value]))
    : undefined;
}

function setKey(
  text: string,
  map: YAMLMap,
  key: string | number,
  value: unknown,
): Splice | undefined {
  if (map.has(key)) {
    const present = map.get(key, true) as unknown;
    const isPlain =
      isScalar(present) && present.range && typeof value === 'string';
    if (!isPlain || /^BLOCK/.test(String(present.type))) {
      return undefined;
    }
    const [start, end] = present.range!;
    return { start, end, written: write(text, value).trimEnd() };
  }
  return !map.flow && map.items.length > 0
    ? insertAfter(text, map, write(text, { [key]: value }))
    : undefined;
}

/** Puts lines behind the last line of a list or map, where its items begin. */
function insertAfter(
  text: string,
  node: Node,
  lines: string,
): Splice | undefined {
  const start = startOf(node);
  const end = endOf(node);
  if (start === undefined || end === undefined) {
    return undefined;
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = ' '.repeat(start - lineStart);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const written = lines
    .trimEnd()
    .split('\n')
    .map(line => (line === '' ? newline : indent + line + newline))
    .join('');
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return lineEnd < 0
    ? { start: text.length, end: text.length, written: newline + written }
    : { start: lineEnd + 1, end: lineEnd + 1, written };
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}

/** The end of what is written of a node, without the comments behind it. */
function endOf(node: Node): number | undefined {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    const last: unknown = node.items.at(-1);
    const { key, value } = (
      isMap(node) ? last : { key: last, value: last }
    ) as { key: Node; value: Node | null };
    return endOf(value ?? key);
  }
  return node.range?.[1];
}

/** As the text itself is written: with lists below their key, or one step to the right. */
function write(text: string, value: unknown): string {
  return stringify(value, {
    compat: COMPAT,
    lineWidth: 0,
    indentSeq: !hasFlatLists(text),
    aliasDuplicateObjects: false,
  });
}

function hasFlatLists(text: string): boolean {
  return /^( *)[^\s#-][^\n]*:\r?\n\1- /m.test(text);
}

function printText(
  text: string,
  index: number,
  edit: YamlEdit,
): string | undefined {
  const documents = parseDocuments(text);
  const document = documents?.[index];
  if (!documents || !document) {
    return undefined;
  }
  const { kind, path, value } = edit;
  try {
    const list = kind === 'append' ? document.getIn(path, true) : undefined;
    if (isSeq(list)) {
      list.add(document.createNode(value));
    } else {
      document.setIn(path, kind === 'append' ? [value] : value);
    }
    return documents
      .map((one, position) => {
        if (position > 0) {
          one.directives.docStart = true;
        }
        return one.toString({ lineWidth: 0, indentSeq: !hasFlatLists(text) });
      })
      .join('');
  } catch {
    return undefined;
  }
}
