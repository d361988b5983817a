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
 * What a credential is good for. The words are those of `SecretClass` in `@keyward/observation`.
 *
 * @public
 */
export type CredentialClass =
  | 'password'
  | 'api-key'
  | 'token'
  | 'tls'
  | 'ssh-key'
  | 'docker-config'
  | 'connection-string'
  | 'oauth-client'
  | 'encryption-key';

/**
 * A credential in a text. Nothing of the credential is in it.
 *
 * @public
 */
export interface Detection {
  /** How it was found, for example `github-token` or `assigned-password`. */
  detector: string;
  class: CredentialClass;
  /** The name that it is assigned to, where it is. */
  name?: string;
  /** Where it begins, in UTF-16 code units. */
  start: number;
  /** Where it ends, exclusive. */
  end: number;
}
