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

import { checkName, checkNamespace } from '../names';
import { SealingError } from '../SealingError';

/**
 * Where a sealed value may be opened: under its namespace and name, under any
 * name of its namespace, or anywhere in the cluster.
 *
 * @public
 */
export type SealingScope = 'strict' | 'namespace-wide' | 'cluster-wide';

/**
 * All scopes, the narrowest first.
 *
 * @public
 */
export const sealingScopes: readonly SealingScope[] = [
  'strict',
  'namespace-wide',
  'cluster-wide',
];

/**
 * For what a value is sealed.
 *
 * @public
 */
export interface SealingTarget {
  scope: SealingScope;
  /** Needed unless the scope is cluster-wide. */
  namespace?: string;
  /** Needed where the scope is strict. */
  name?: string;
}

const PREFIX = 'sealedsecrets.bitnami.com/';

/** The annotations that tell the scope: none for strict. */
export function annotationsOfScope(
  scope: SealingScope,
): Record<string, string> {
  return scope === 'strict' ? {} : { [PREFIX + scope]: 'true' };
}

/**
 * The scope that annotations tell, the widest first, as the controller does.
 *
 * @public
 */
export function scopeOfAnnotations(annotations: unknown): SealingScope {
  const told = scopesTold(annotations);
  return told.at(-1) ?? 'strict';
}

/** All wider scopes that annotations tell: more than one contradict each other. */
export function scopesTold(annotations: unknown): SealingScope[] {
  if (typeof annotations !== 'object' || annotations === null) {
    return [];
  }
  return sealingScopes.filter(
    scope =>
      scope !== 'strict' &&
      (annotations as Record<string, unknown>)[PREFIX + scope] === 'true',
  );
}

/** What RSA-OAEP binds the value to. */
export function labelOf({ scope, namespace, name }: SealingTarget): string {
  switch (scope) {
    case 'strict':
      return `${checkNamespace(namespace)}/${checkName(name)}`;
    case 'namespace-wide':
      return checkNamespace(namespace);
    case 'cluster-wide':
      return '';
    default:
      throw new SealingError('scope', 'There is no such scope', {
        where: 'the scope',
        remedy: `give one of ${sealingScopes.join(', ')}`,
      });
  }
}
