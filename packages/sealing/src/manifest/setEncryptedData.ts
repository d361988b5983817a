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

import { isMap, isScalar, Scalar, type YAMLMap } from 'yaml';
import { readDocuments } from './readManifests';

const PATH = ['spec', 'encryptedData'];

/**
 * Puts sealed values into one document of a text. The text is cut and joined, so
 * that a diff shows these values and nothing else; where that is not possible, the
 * document is written anew, with its comments and its order.
 *
 * @returns undefined where neither gives the manifest that is wanted
 */
export function setEncryptedData(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  const wanted = wantedOf(text, index, sealed);
  if (wanted === undefined) {
    return undefined;
  }
  const isRight = (result: string) => shown(result) === wanted;
  const candidates = [
    () => writeJson(text, index, sealed),
    () => splice(text, index, sealed),
    () => writeYaml(text, index, sealed),
  ];
  for (const write of candidates) {
    const result = write();
    if (result !== undefined && isRight(result)) {
      return result;
    }
  }
  return undefined;
}

/** All documents of a text, to be compared. */
function shown(text: string): string | undefined {
  try {
    return JSON.stringify(readDocuments(text).map(document => document.toJS()));
  } catch {
    return undefined;
  }
}

function wantedOf(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  const objects = readDocuments(text).map(document => document.toJS());
  const { spec } = objects[index];
  spec.encryptedData = { ...spec.encryptedData, ...sealed };
  try {
    return JSON.stringify(objects);
  } catch {
    // An alias of what it stands in has no end.
    return undefined;
  }
}

/** JSON stays JSON: its order and its indentation. */
function writeJson(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  if (index !== 0 || !text.trimStart().startsWith('{')) {
    return undefined;
  }
  try {
    const object = JSON.parse(text);
    object.spec.encryptedData = { ...object.spec.encryptedData, ...sealed };
    const indent = /^\{\r?\n([ \t]+)/.exec(text.trimStart())?.[1];
    const end = /\n$/.test(text) ? '\n' : '';
    return JSON.stringify(object, undefined, indent) + end;
  } catch {
    return undefined;
  }
}

/** A place in a text, and what is written there instead. */
interface Edit {
  start: number;
  end: number;
  written: string;
}

function splice(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  const data: unknown = readDocuments(text)[index].getIn(PATH, true);
  if (!isMap(data) || data.flow || data.items.length === 0) {
    return undefined;
  }
  const present = new Map(data.items.map(item => [nameOf(item.key), item]));
  const edits: (Edit | undefined)[] = [];
  const added: [key: string, value: string][] = [];
  for (const [key, value] of Object.entries(sealed)) {
    const item = present.get(key);
    if (item) {
      edits.push(replaceValue(text, item.value, value));
    } else {
      added.push([key, value]);
    }
  }
  if (added.length > 0) {
    edits.push(append(text, data, added));
  }
  return apply(text, edits);
}

/** Makes all edits of a text; undefined where one of them cannot be made. */
function apply(
  text: string,
  edits: readonly (Edit | undefined)[],
): string | undefined {
  const parts: string[] = [];
  let from = 0;
  const sorted = [...edits].sort(
    (one, other) => (one?.start ?? 0) - (other?.start ?? 0),
  );
  for (const edit of sorted) {
    if (!edit || edit.start < from) {
      return undefined;
    }
    parts.push(text.slice(from, edit.start), edit.written);
    from = edit.end;
  }
  return [...parts, text.slice(from)].join('');
}

function replaceValue(
  text: string,
  node: unknown,
  value: string,
): Edit | undefined {
  if (!isScalar(node) || !node.range) {
    return undefined;
  }
  const [start, end] = node.range;
  const quote = { QUOTE_DOUBLE: '"', QUOTE_SINGLE: "'" }[String(node.type)];
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  // A sealed value begins with a letter and has no character of YAML's own.
  const written = `${quote ?? ''}${value}${quote ?? ''}${isBlock ? '\n' : ''}`;
  const gap = start === end && text[start - 1] === ':' ? ' ' : '';
  return { start, end, written: gap + written };
}

/** After the last value that there is. */
function append(
  text: string,
  data: YAMLMap,
  added: readonly [key: string, value: string][],
): Edit | undefined {
  const last = data.items.at(-1)!;
  const { range: keyRange } = last.key as Scalar;
  const { range } = (last.value ?? last.key) as Scalar;
  if (!keyRange || !range) {
    return undefined;
  }
  const lineStart = text.lastIndexOf('\n', keyRange[0] - 1) + 1;
  const indent = text.slice(lineStart, keyRange[0]);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const end = range[1];
  const lineEnd = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  const lines = added
    .map(([key, value]) => `${indent}${writtenKey(key)}: ${value}${newline}`)
    .join('');
  return lineEnd < 0
    ? { start: text.length, end: text.length, written: newline + lines }
    : { start: lineEnd + 1, end: lineEnd + 1, written: lines };
}

function nameOf(key: unknown): string | undefined {
  return isScalar(key) ? String(key.source ?? key.value) : undefined;
}

/** Keys such as 1, yes or null are no texts unless they are quoted. */
function writtenKey(key: string): string {
  return /^[A-Za-z_][-._A-Za-z0-9]*$/.test(key) &&
    !/^(y|yes|n|no|true|false|on|off|null)$/i.test(key)
    ? key
    : JSON.stringify(key);
}

function writeYaml(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  const documents = readDocuments(text);
  const document = documents[index];
  for (const [key, value] of Object.entries(sealed)) {
    document.setIn([...PATH, key], value);
  }
  return documents
    .map((one, position) => {
      if (position > 0) {
        one.directives.docStart = true;
      }
      return one.toString({ lineWidth: 0 });
    })
    .join('');
}
