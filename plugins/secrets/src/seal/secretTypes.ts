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

/** What a value of a key is, as far as the type of its Secret says so. */
export type ValueShape =
  | 'text'
  | 'certificate'
  | 'private-key'
  | 'ssh-key'
  | 'docker-config';

/** A key that a type of Secret gives a meaning to. */
interface TypeKey {
  name: string;
  shape: ValueShape;
}

/** A type of Secret as the form offers it. */
export interface SecretType {
  name: string;
  /** Undefined where any keys may be given. */
  keys?: readonly TypeKey[];
  /** Of each list, the API server asks for one. */
  needs: readonly (readonly string[])[];
}

/**
 * The types that can be sealed. What they need is checked by the API server, in
 * pkg/apis/core/validation of kubernetes/kubernetes.
 */
export const SECRET_TYPES: readonly SecretType[] = [
  { name: 'Opaque', needs: [] },
  {
    name: 'kubernetes.io/tls',
    keys: [
      { name: 'tls.crt', shape: 'certificate' },
      { name: 'tls.key', shape: 'private-key' },
    ],
    needs: [['tls.crt'], ['tls.key']],
  },
  {
    name: 'kubernetes.io/dockerconfigjson',
    keys: [{ name: '.dockerconfigjson', shape: 'docker-config' }],
    needs: [['.dockerconfigjson']],
  },
  {
    name: 'kubernetes.io/basic-auth',
    keys: [
      { name: 'username', shape: 'text' },
      { name: 'password', shape: 'text' },
    ],
    needs: [['username', 'password']],
  },
  {
    name: 'kubernetes.io/ssh-auth',
    keys: [{ name: 'ssh-privatekey', shape: 'ssh-key' }],
    needs: [['ssh-privatekey']],
  },
];

/** What a key of a type holds; of keys that a type says nothing of, text. */
export function shapeOf(type: string, key: string): ValueShape {
  const known = SECRET_TYPES.find(({ name }) => name === type)?.keys;
  return known?.find(({ name }) => name === key)?.shape ?? 'text';
}

/** The keys that a type needs and that are not given: of each list one. */
export function missingKeys(
  type: string,
  given: readonly string[],
): readonly (readonly string[])[] {
  const needs = SECRET_TYPES.find(({ name }) => name === type)?.needs ?? [];
  return needs.filter(choices => !choices.some(key => given.includes(key)));
}
