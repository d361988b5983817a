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

/**
 * One part of a label selector.
 *
 * @public
 */
export interface LabelRequirement {
  key: string;
  operator: 'in' | 'notIn' | 'exists' | 'doesNotExist';
  /** With `in` and `notIn`. */
  values?: string[];
}

const NAME = String.raw`[A-Za-z0-9][-A-Za-z0-9_./]*`;
const VALUE = String.raw`[-A-Za-z0-9_.]*`;
const EXISTS = new RegExp(`^(!?)\\s*(${NAME})$`);
const EQUALS = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*(${VALUE})$`);
const IN = new RegExp(`^(${NAME})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const ONE_VALUE = new RegExp(`^${VALUE}$`);
/** Commas outside parentheses. */
const BETWEEN = /,(?![^(]*\))/;
const LONGEST_SELECTOR = 4096;

/**
 * Reads a label selector as `kubectl -l` and `backstage.io/kubernetes-label-selector`
 * take it: `a=b`, `a!=b`, `a in (b, c)`, `a notin (b)`, `a`, `!a`, joined by commas.
 *
 * @returns undefined for what is no selector, an empty one included: it would
 *   select everything, and nobody claims that by leaving a field empty
 * @public
 */
export function parseLabelSelector(
  text: string,
): LabelRequirement[] | undefined {
  if (text.length > LONGEST_SELECTOR || !text.trim()) {
    return undefined;
  }
  const requirements: LabelRequirement[] = [];
  for (const part of text.split(BETWEEN)) {
    const requirement = parseRequirement(part.trim());
    if (!requirement) {
      return undefined;
    }
    requirements.push(requirement);
  }
  return requirements;
}

function parseRequirement(text: string): LabelRequirement | undefined {
  const exists = EXISTS.exec(text);
  if (exists) {
    const [, not, key] = exists;
    return { key, operator: not ? 'doesNotExist' : 'exists' };
  }
  const equals = EQUALS.exec(text);
  if (equals) {
    const [, key, operator, value] = equals;
    return {
      key,
      operator: operator === '!=' ? 'notIn' : 'in',
      values: [value],
    };
  }
  const set = IN.exec(text);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return values.every(value => ONE_VALUE.test(value))
      ? { key, operator: operator === 'in' ? 'in' : 'notIn', values }
      : undefined;
  }
  return undefined;
}
