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

import { PolicyError } from './PolicyError';
import { scanHcl, type HclToken } from './scanHcl';

/** `key key { … }` or `key = value`. */
export interface HclItem {
  keys: string[];
  value: HclValue;
}

/** An object keeps its items in their order, as one key may occur several times. */
export type HclValue =
  | string
  | number
  | boolean
  | HclValue[]
  | { items: HclItem[] };

const DEEPEST = 32;

/**
 * Reads HCL 1, or the same in JSON.
 *
 * @throws PolicyError
 */
export function readHcl(text: string): HclItem[] {
  const tokens = [...scanHcl(text)];
  let at = 0;
  const isSign = (sign: string, token: HclToken | undefined = tokens[at]) =>
    token?.kind === 'sign' && token.text === sign;
  const skip = (sign: string): boolean => {
    const is = isSign(sign);
    at += Number(is);
    return is;
  };

  function readItems(depth: number, isDone: () => boolean): HclItem[] {
    const items: HclItem[] = [];
    while (!isDone()) {
      items.push(readItem(depth));
      skip(',');
    }
    return items;
  }

  function readItem(depth: number): HclItem {
    const keys: string[] = [];
    for (
      let token = tokens[at];
      token?.kind === 'name' || token?.kind === 'text';
      token = tokens[at]
    ) {
      keys.push(token.text);
      at += 1;
    }
    const isAssigned = keys.length === 1 && skip('=');
    if (keys.length === 0 || !(isAssigned || isSign('{'))) {
      throw new PolicyError('A key and its value are expected');
    }
    return { keys, value: readValue(depth + 1) };
  }

  function readValue(depth: number): HclValue {
    if (depth > DEEPEST) {
      throw new PolicyError('Too much stands in one another');
    }
    if (skip('{')) {
      return { items: readItems(depth, () => skip('}')) };
    }
    if (skip('[')) {
      return readList(depth);
    }
    const token = tokens[at];
    at += 1;
    if (token?.kind === 'text') {
      return token.text;
    }
    if (token?.kind === 'number' || token?.kind === 'boolean') {
      return token.value;
    }
    throw new PolicyError('A value is expected');
  }

  function readList(depth: number): HclValue[] {
    const values: HclValue[] = [];
    while (!skip(']')) {
      values.push(readValue(depth + 1));
      if (!skip(',') && !isSign(']')) {
        throw new PolicyError('A list does not end');
      }
    }
    return values;
  }

  // The braces around all of it, in JSON.
  if (isSign('{')) {
    const { items } = readValue(0) as { items: HclItem[] };
    if (at < tokens.length) {
      throw new PolicyError('Something follows what is whole');
    }
    return items;
  }
  return readItems(0, () => at >= tokens.length);
}
