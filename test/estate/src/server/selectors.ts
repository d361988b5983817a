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

import { KubernetesObject } from '../KubernetesObject';

/** Whether an object matches a label selector and a field selector. */
export function matches(
  object: KubernetesObject,
  labelSelector: string | null,
  fieldSelector: string | null,
): boolean {
  return (
    termsOf(labelSelector).every(term => matchesLabel(object, term)) &&
    termsOf(fieldSelector).every(term => matchesField(object, term))
  );
}

/** Splits at the commas outside of parentheses. */
function termsOf(selector: string | null): string[] {
  return (selector ?? '')
    .split(/,(?![^(]*\))/)
    .map(term => term.trim())
    .filter(Boolean);
}

function matchesLabel({ metadata }: KubernetesObject, term: string): boolean {
  const labels = metadata.labels ?? {};
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key, operator, list] = set;
    const within = list
      .split(',')
      .map(item => item.trim())
      .includes(labels[key]);
    return operator === 'in' ? within : !within;
  }
  const equality = /^([^!=\s]+)\s*(!=|==?)\s*(.*)$/.exec(term);
  if (equality) {
    const [, key, operator, value] = equality;
    return (labels[key] === value) === (operator !== '!=');
  }
  return term.startsWith('!')
    ? !Object.hasOwn(labels, term.slice(1).trim())
    : Object.hasOwn(labels, term);
}

function matchesField(object: KubernetesObject, term: string): boolean {
  const [, path, operator, value] =
    /^([^!=\s]+)\s*(!=|==?)\s*(.*)$/.exec(term) ?? [];
  const actual = path
    ?.split('.')
    .reduce<any>((part, name) => part?.[name], object);
  return (String(actual ?? '') === value) === (operator !== '!=');
}
