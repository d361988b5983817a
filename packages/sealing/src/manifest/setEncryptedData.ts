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
): string {
  const objects = readDocuments(text).map(document => document.toJS());
  const { spec } = objects[index];
  spec.encryptedData = { ...spec.encryptedData, ...sealed };
  return JSON.stringify(objects);
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

function splice(
  text: string,
  index: number,
  sealed: Record<string, string>,
): string | undefined {
  let result: string | undefined = text;
  for (const [key, value] of Object.entries(sealed)) {
    const data: unknown =
      result && readDocuments(result)[index].getIn(PATH, true);
    result =
      isMap(data) && !data.flow && data.items.length > 0
        ? spliceOne(result!, data, key, value)
        : undefined;
  }
  return result;
}

function spliceOne(
  text: string,
  data: YAMLMap,
  key: string,
  value: string,
): string | undefined {
  const present = data.items.find(item => nameOf(item.key) === key);
  if (!present) {
    return append(text, data, key, value);
  }
  const { value: node } = present;
  if (!isScalar(node) || !node.range) {
    return undefined;
  }
  const [start, end] = node.range;
  const quote = { QUOTE_DOUBLE: '"', QUOTE_SINGLE: "'" }[String(node.type)];
  const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  // A sealed value begins with a letter and has no character of YAML's own.
  const written = `${quote ?? ''}${value}${quote ?? ''}${isBlock ? '\n' : ''}`;
  const gap = start === end && text[start - 1] === ':' ? ' ' : '';
  return text.slice(0, start) + gap + written + text.slice(end);
}

function append(
  text: string,
  data: YAMLMap,
  key: string,
  value: string,
): string | undefined {
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
  const line = `${indent}${writtenKey(key)}: ${value}`;
  return lineEnd < 0
    ? `${text}${newline}${line}${newline}`
    : `${text.slice(0, lineEnd + 1)}${line}${newline}${text.slice(
        lineEnd + 1,
      )}`;
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
