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

import { matchesPattern } from '../policies';

/** ServiceAccounts of some names in some namespaces; `*` stands for any characters. */
export interface LetIn {
  serviceAccounts: string[];
  namespaces: string[];
}

/** `system:serviceaccount:NAMESPACE:NAME`. */
const PARTS = ['system', 'serviceaccount'];
const MOST_STARS = 8;

/**
 * The ServiceAccounts whose tokens have a subject of a pattern of IAM, in which `*` stands
 * for any characters, colons among them, and `?` for one.
 *
 * @returns undefined where these cannot be said by names with `*` alone
 */
export function accountsOf(pattern: string): LetIn[] | undefined {
  const stars = pattern.split('*').length - 1;
  if (/[?]|\$\{/.test(pattern) || stars > MOST_STARS) {
    return undefined;
  }
  const missing = PARTS.length + 2 - pattern.split(':').length;
  const found = new Map<string, LetIn>();
  for (const each of missing < 0 ? [] : withColons(pattern, missing)) {
    const [one, two, namespace, name] = each.replace(/\*+/g, '*').split(':');
    const isAccount =
      matchesPattern(one, PARTS[0]) === 'yes' &&
      matchesPattern(two, PARTS[1]) === 'yes';
    if (isAccount && namespace && name) {
      found.set(each, { namespaces: [namespace], serviceAccounts: [name] });
    }
  }
  return withoutLesser([...found.values()]);
}

/** All ways in which some asterisks stand for so many colons. */
function withColons(pattern: string, count: number): string[] {
  if (count === 0) {
    return [pattern];
  }
  const found = new Set<string>();
  for (
    let at = pattern.indexOf('*');
    at >= 0;
    at = pattern.indexOf('*', at + 1)
  ) {
    const next = `${pattern.slice(0, at)}*:*${pattern.slice(at + 1)}`;
    withColons(next, count - 1).forEach(each => found.add(each));
  }
  return [...found];
}

/** Without those that another one has all of. */
function withoutLesser(all: readonly LetIn[]): LetIn[] {
  const isWithin = (one: LetIn, other: LetIn) =>
    matchesPattern(other.namespaces[0], one.namespaces[0]) === 'yes' &&
    matchesPattern(other.serviceAccounts[0], one.serviceAccounts[0]) === 'yes';
  return all.filter(
    (one, at) =>
      !all.some(
        (other, index) =>
          index !== at &&
          isWithin(one, other) &&
          (!isWithin(other, one) || index < at),
      ),
  );
}
