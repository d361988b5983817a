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

const SHORTEST_RANDOM = 16;
const LEAST_DISTINCT = 9;

const SWITCH =
  /^(?:true|false|yes|no|on|off|enabled?|disabled?|required|optional|always|never|auto|manual|prompt|ask|inherit|generated?|random)$/i;
const NUMBER = /^[+-]?\d{1,5}(?:\.\d+)?(?:[a-z]{1,2}|%)?$/i;
const ALGORITHM =
  /^(?:bcrypt|scrypt|argon2(?:id|i|d)?|pbkdf2\S*|md5|sha-?\d+\S*|scram-sha-\d+|plain|basic|bearer|digest|oauth2?|oidc|saml|ldap|jwt|jwk|jwe|opaque|[hrep]s(?:256|384|512)|hmac\S*|aes\S*|rsa\S*|ed25519)$/i;
const PATH = /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)/;
const ADDRESS = /^[A-Za-z][0-9A-Za-z+.-]{1,30}:\/\//;
/** Calls, lists and blocks of some language. */
const CODE = /[(){}[\]]|=>|->/;
/** `db.example.com`, `payments/db-credentials`, `my-service-token`: what people name things. */
const NAMED = /^[A-Za-z]+(?:[-_./:][A-Za-z]+)*$/;

/** Whether a value is a switch, a number, an algorithm, a path, an address or a piece of code. */
export function isPlain(value: string): boolean {
  return [SWITCH, NUMBER, ALGORITHM, PATH, ADDRESS, CODE].some(pattern =>
    pattern.test(value),
  );
}

/** Whether a value is long and varied enough that somebody let a machine make it. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= SHORTEST_RANDOM &&
    !NAMED.test(value) &&
    /\d/.test(value) &&
    /[A-Za-z]/.test(value) &&
    new Set(value).size >= LEAST_DISTINCT &&
    !hasWords(value)
  );
}

/** Names with a number in them, such as `payments-db-credentials-v2`: most parts are words. */
function hasWords(value: string): boolean {
  const parts = value.split(/[-_./:]/);
  const words = parts.filter(part =>
    /^(?:[a-z]{2,}|[A-Z][a-z]+|v?\d{1,4})$/.test(part),
  );
  return parts.length > 1 && words.length * 2 > parts.length;
}
