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

import type { SealingScope } from '@keyward/sealing';
import { EstateClock, parseDuration } from './EstateClock';
import { generateValue } from './generateValue';
import { seededRsaKey } from './seededRsaKey';
import { sealValue } from './sealedValue';

/** A key of a controller: who seals at some time takes the newest of then. */
export interface SealingKey {
  /** Of its Secret; its key follows from it. */
  address: string;
  age: string;
}

/** What a SealedSecret holds, and what went wrong when it was sealed. */
export interface SealedSpec {
  /** The name that it was sealed for; default: its own. */
  name?: string;
  /** Default: strict. */
  scope?: SealingScope;
  /** Makes its key one that no controller has. */
  foreignKey?: boolean;
  /** What happened to the first of its values on the way. */
  damage?: 'tampered' | 'cut off';
  /** All values are sealed as one, in `spec.data`. */
  deprecated?: boolean;
}

const FOREIGN_KEY = 'foreign';
const TAMPERED_AT = 40;
const CUT_OFF_AT = 200;

/** The part of the specification of a SealedSecret that holds its values. */
export function sealedSecretOf(
  spec: SealedSpec & {
    values: Record<string, string>;
    /** Of the Secret that it delivers. */
    address: string;
    namespace: string;
    name: string;
    age: string;
  },
  context: {
    cluster: string;
    clock: EstateClock;
    sealingKeys: readonly SealingKey[];
  },
): { encryptedData: Record<string, string> } | { data: string } {
  const { address, namespace, scope = 'strict' } = spec;
  const label = labelOf(scope, namespace, spec.name);
  const key = seededRsaKey(
    spec.foreignKey ? FOREIGN_KEY : newestKey(spec.age, context.sealingKeys),
  );
  const values = Object.entries(spec.values).map(
    ([name, description]) =>
      [
        name,
        generateValue(description, { ...context, seed: `${address}/${name}` }),
      ] as const,
  );
  if (spec.deprecated) {
    const data = Object.fromEntries(
      values.map(([name, value]) => [name, value.toString('base64')]),
    );
    const json = Buffer.from(JSON.stringify({ data }));
    return { data: sealValue(json, key, label, address) };
  }
  const sealed = values.map(([name, value], index) => {
    const text = sealValue(value, key, label, `${address}/${name}`);
    return [name, index === 0 ? damaged(text, spec.damage) : text];
  });
  return { encryptedData: Object.fromEntries(sealed) };
}

/** What the values of a SealedSecret are bound to. */
export function labelOf(
  scope: SealingScope,
  namespace: string,
  name: string,
): string {
  const labels = {
    strict: `${namespace}/${name}`,
    'namespace-wide': namespace,
    'cluster-wide': '',
  };
  return labels[scope];
}

function newestKey(age: string, keys: readonly SealingKey[]): string {
  const [newest] = keys
    .filter(key => parseDuration(key.age) > parseDuration(age))
    .sort((a, b) => parseDuration(a.age) - parseDuration(b.age));
  if (!newest) {
    throw new Error(`no controller had a key ${age} ago`);
  }
  return newest.address;
}

function damaged(sealed: string, damage: SealedSpec['damage']): string {
  const bytes = Buffer.from(sealed, 'base64');
  switch (damage) {
    case 'tampered':
      bytes[TAMPERED_AT] = (bytes[TAMPERED_AT] + 1) % 0x100;
      return bytes.toString('base64');
    case 'cut off':
      return bytes.subarray(0, CUT_OFF_AT).toString('base64');
    default:
      return sealed;
  }
}
