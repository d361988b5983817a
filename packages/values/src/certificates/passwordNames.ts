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

const PASSWORD_NAME =
  /^(?:[\w.-]{0,40}[._-])?(?:key-?store|trust-?store|store|jks|p12|pfx|pkcs12|key)?[._-]?(?:password|passwd|passphrase|pass|pwd)(?:\.txt)?$/i;

/**
 * Whether a key has one of the usual names of what holds the password of a keystore beside it.
 *
 * @public
 */
export function isPasswordName(name: string): boolean {
  return name.length <= 100 && PASSWORD_NAME.test(name);
}

/** The names of keys whose values should be certificates. */
const CERTIFICATE_NAME =
  /\.(?:crt|cer|der|p12|pfx|jks|jceks|p7b|p7c)$|^(?:keystore|truststore)$/i;

export function isCertificateName(name: string): boolean {
  return CERTIFICATE_NAME.test(name);
}
