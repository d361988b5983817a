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

import { checkKeyPair } from '@keyward/sealing';
import { shapeOf, type ValueShape } from './secretTypes';
import { weaknessOf } from './weaknessOf';

/** What may be wrong with a value. */
export type ValueProblemCode =
  | 'empty'
  | 'lineEnd'
  | 'noLineEnd'
  | 'outerSpace'
  | 'short'
  | 'common'
  | 'repetitive'
  | 'notText'
  | 'notJson'
  | 'noRegistry'
  | 'noCertificate'
  | 'noPrivateKey'
  | 'keyDiffers'
  | 'keyEncrypted'
  | 'keyNotChecked'
  | 'expired';

/** A problem that is found on the device. It says nothing of the value but this. */
export interface ValueProblem {
  key: string;
  code: ValueProblemCode;
  /** Whether the value could not be used: such values are not sealed. */
  blocks: boolean;
}

const BLOCKING: readonly ValueProblemCode[] = [
  'notText',
  'notJson',
  'noRegistry',
  'noCertificate',
  'noPrivateKey',
  'keyDiffers',
];

const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]+-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/;

/**
 * Checks the values of one Secret on the device, each by itself, and a private key
 * against its certificate where both are given.
 *
 * @param values - by key
 */
export async function checkValues(
  type: string,
  values: ReadonlyMap<string, Uint8Array>,
  options: { now: Date },
): Promise<ValueProblem[]> {
  const problems = [...values].flatMap(([key, value]) =>
    codesOf(key, shapeOf(type, key), value).map(code => problemOf(key, code)),
  );
  if (type === 'kubernetes.io/tls') {
    problems.push(...(await checkPair(values, options.now)));
  }
  return problems;
}

function problemOf(key: string, code: ValueProblemCode): ValueProblem {
  return { key, code, blocks: BLOCKING.includes(code) };
}

function codesOf(
  key: string,
  shape: ValueShape,
  value: Uint8Array,
): ValueProblemCode[] {
  if (value.length === 0) {
    return ['empty'];
  }
  const text = textOf(value);
  if (text === undefined) {
    return shape === 'text' ? [] : ['notText'];
  }
  switch (shape) {
    case 'docker-config':
      return dockerCodesOf(text);
    case 'ssh-key':
      if (!PRIVATE_KEY.test(text)) {
        return ['noPrivateKey'];
      }
      // OpenSSH takes a key without the last line end for no key.
      return text.endsWith('\n') ? [] : ['noLineEnd'];
    case 'certificate':
    case 'private-key':
      return [];
    default:
      return [...spaceCodesOf(text), ...[weaknessOf(key, text) ?? []].flat()];
  }
}

function spaceCodesOf(text: string): ValueProblemCode[] {
  // Files of several lines end with one; after a single line, echo put it there.
  const lineEnd = /\r?\n$/.exec(text)?.[0] ?? '';
  const rest = text.slice(0, text.length - lineEnd.length);
  if (rest.includes('\n')) {
    return [];
  }
  return [
    ...(lineEnd ? (['lineEnd'] as const) : []),
    ...(rest !== rest.trim() ? (['outerSpace'] as const) : []),
  ];
}

/** As kubelets read it: registries under `auths`, each with a login. */
function dockerCodesOf(text: string): ValueProblemCode[] {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return ['notJson'];
  }
  const auths =
    typeof config === 'object' && config !== null && 'auths' in config
      ? config.auths
      : undefined;
  const isMap =
    typeof auths === 'object' && auths !== null && !Array.isArray(auths);
  return isMap && Object.keys(auths).length > 0 ? [] : ['noRegistry'];
}

async function checkPair(
  values: ReadonlyMap<string, Uint8Array>,
  now: Date,
): Promise<ValueProblem[]> {
  const certificate = textOf(values.get('tls.crt'));
  const key = textOf(values.get('tls.key'));
  if (!certificate) {
    return key && !PRIVATE_KEY.test(key)
      ? [problemOf('tls.key', 'noPrivateKey')]
      : [];
  }
  const { result, notAfter } = await checkKeyPair(certificate, key ?? '');
  const expired =
    notAfter && notAfter < now ? [problemOf('tls.crt', 'expired')] : [];
  switch (result) {
    case 'no-certificate':
      return [problemOf('tls.crt', 'noCertificate')];
    case 'no-key':
      return key ? [...expired, problemOf('tls.key', 'noPrivateKey')] : expired;
    case 'differs':
      return [...expired, problemOf('tls.key', 'keyDiffers')];
    case 'encrypted-key':
      return [...expired, problemOf('tls.key', 'keyEncrypted')];
    case 'cannot-tell':
      return [...expired, problemOf('tls.key', 'keyNotChecked')];
    default:
      return expired;
  }
}

/** Undefined for bytes that are no UTF-8. */
function textOf(value: Uint8Array | undefined): string | undefined {
  if (!value) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      value,
    );
  } catch {
    return undefined;
  }
}
