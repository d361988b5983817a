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

import { scanNamed } from '@keyward/secret-scan';
import { isMap, isScalar, type Scalar, type YAMLMap } from 'yaml';
import { readDocuments } from './readDocuments';

/** A part of a text, and what is in it. */
export interface Part {
  start: number;
  end: number;
}

/** A value of a Secret. */
export interface SecretEntry extends Part {
  name: string;
  /** How it was found, where its decoded value has a format of its own. */
  detector?: string;
}

/** What the manifests in a text say about its parts. */
export interface Manifests {
  entries: SecretEntry[];
  /** What a controller of the cluster alone can decrypt. */
  sealed: Part[];
  /** Values of Secrets, whatever is in them: nothing else is said about them. */
  covered: Part[];
}

const MANIFEST = /["']?\bkind["']?\s*:\s*["']?[A-Za-z]*(?:Secret|List)\b/;
const LONGEST = 2 * 1024 * 1024;
const DEEPEST = 3;
/** What a Helm template puts in later; a line of its own has no value. */
const TEMPLATE_LINE = /^[ \t]*\{\{[^\n]*\}\}[ \t]*$/gm;
const TEMPLATE = /\{\{[^{}\n]*\}\}/g;
/** Entries that stand beside a credential and are none. */
const PLAIN_NAME =
  /^(?:user(?:name)?|login|host(?:name)?|port|db(?:name)?|database|endpoint|region|namespace|email|issuer|client[-_.]?id|access[-_.]?key[-_.]?id|.*\.(?:crt|pub|cer)|tls\.crt|ca\.crt|ca|type|url|uri|name)$/i;
const STANDS_IN =
  /^(?:|\s*|_+|x+|\*+|<[^<>]*>|\$[({].*|change-?me|replace-?me|todo|tbd|example|placeholder|dummy|none|null|redacted|true|false|\d{1,5}|your[-_ ].*)$/i;

/** Reads what is in a text as manifests of Kubernetes; `undefined` where there are none. */
export function readManifests(text: string): Manifests | undefined {
  if (
    text.length > LONGEST ||
    (!MANIFEST.test(text) && !text.includes('encryptedData'))
  ) {
    return undefined;
  }
  const plain = text
    .replace(TEMPLATE_LINE, line => ' '.repeat(line.length))
    .replace(TEMPLATE, part => '_'.repeat(part.length));
  const result: Manifests = { entries: [], sealed: [], covered: [] };
  for (const document of readDocuments(plain)) {
    readObject(document.contents, result, DEEPEST);
  }
  return result;
}

function readObject(node: unknown, result: Manifests, depth: number): void {
  if (!isMap(node)) {
    return;
  }
  const kind = node.get('kind');
  if (kind === 'List' && depth > 0) {
    const items = node.get('items', true) as { items?: unknown[] } | undefined;
    for (const item of items?.items ?? []) {
      readObject(item, result, depth - 1);
    }
    return;
  }
  const sealed = node.getIn(['spec', 'encryptedData'], true);
  if (isMap(sealed)) {
    for (const [, value] of scalarsOf(sealed)) {
      result.sealed.push(partOf(value));
    }
  }
  if (kind !== 'Secret') {
    return;
  }
  for (const field of ['data', 'stringData'] as const) {
    const entries = node.get(field, true);
    if (isMap(entries)) {
      for (const [name, value] of scalarsOf(entries)) {
        readEntry(name, value, field === 'data', result);
      }
    }
  }
}

function readEntry(
  name: string,
  node: Scalar,
  isEncoded: boolean,
  result: Manifests,
): void {
  const part = partOf(node);
  result.covered.push(part);
  const written = String(node.value ?? '').trim();
  const value = isEncoded
    ? Buffer.from(written, 'base64').toString('utf8').trim()
    : written;
  if (STANDS_IN.test(written) || STANDS_IN.test(value)) {
    return;
  }
  const detector = scanNamed(name, value)[0]?.detector;
  if (
    detector === undefined &&
    (PLAIN_NAME.test(name) || /-----BEGIN (?:CERTIFICATE|PUBLIC)/.test(value))
  ) {
    return;
  }
  result.entries.push({ ...part, name, ...(detector ? { detector } : {}) });
}

function scalarsOf(map: YAMLMap): [string, Scalar][] {
  return map.items.flatMap(({ key, value }) =>
    isScalar(key) && isScalar(value) && value.range
      ? [[String(key.value), value] as [string, Scalar]]
      : [],
  );
}

function partOf(node: Scalar): Part {
  const [start, end] = node.range!;
  return { start, end };
}
