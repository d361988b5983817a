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

import { isPasswordName } from '@keyward/values';
import { SecretValue, at, jsonOf } from '@keyward/observation';
import { isDataKey, isSecretName } from '../fields/names';

const ANNOTATION = 'keyward.io/keystore-password';
/** On the companion: the Secrets whose keystores it is for. */
const AGREED = 'keyward.io/keystore-password-for';

/**
 * The Secret that holds the passwords of another one's keystores.
 *
 * @public
 */
export interface KeystoreCompanion {
  /** Beside it, in the same namespace. */
  name: string;
  /** Absent for all keys whose names say that they are passwords. */
  key?: string;
}

/**
 * The Secret that a Secret names for the passwords of its keystores, in the
 * annotation `keyward.io/keystore-password`, as `name` or `name/key`.
 *
 * @public
 */
export function keystoreCompanionOf(
  secret: unknown,
): KeystoreCompanion | undefined {
  const named = at(secret, 'metadata', 'annotations', ANNOTATION);
  if (typeof named !== 'string') {
    return undefined;
  }
  const [name, key, ...rest] = named.trim().split('/');
  if (!isSecretName(name) || rest.length > 0) {
    return undefined;
  }
  if (key === undefined) {
    return { name };
  }
  return isDataKey(key) ? { name, key } : undefined;
}

/**
 * The passwords in a companion for the keystores of a Secret; none where it is not
 * what is expected. It has to name that Secret in its annotation
 * `keyward.io/keystore-password-for` (names with commas between): else whoever may
 * create a Secret could test guesses at the values of the others of its namespace.
 *
 * @public
 */
export function keystorePasswordsOf(
  companion: unknown,
  secret: unknown,
): SecretValue[] {
  const { key } = keystoreCompanionOf(secret) ?? {};
  if (!agrees(companion, secret)) {
    return [];
  }
  return Object.entries(jsonOf(at(companion, 'data'))).flatMap(
    ([name, encoded]) => {
      const isWanted = key === undefined ? isPasswordName(name) : name === key;
      if (!isWanted || typeof encoded !== 'string') {
        return [];
      }
      try {
        return [SecretValue.fromBase64(encoded)];
      } catch {
        return [];
      }
    },
  );
}

function agrees(companion: unknown, secret: unknown): boolean {
  const named = at(companion, 'metadata', 'annotations', AGREED);
  const name = at(secret, 'metadata', 'name');
  return (
    typeof named === 'string' &&
    typeof name === 'string' &&
    named.split(',').some(each => each.trim() === name)
  );
}
