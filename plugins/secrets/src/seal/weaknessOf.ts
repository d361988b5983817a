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

/** Why a value could be guessed. */
export type DeviceWeakness = 'short' | 'common' | 'repetitive';

/** The names of keys whose values people must not be able to guess. */
const SECRET_NAME =
  /pass|pwd|secret|token|credential|(^|[-_.])(pin|key|auth)([-_.]|$)|api-?key/i;
/** What stands in such keys and is no password: names, addresses and whole files. */
const NO_PASSWORD = /^(-----BEGIN |[{[]|[a-z][a-z0-9+.-]*:\/\/)/i;

const SHORTEST = 12;
const LONGEST = 96;
/** So many different characters at least, in what is not short. */
const LEAST_DISTINCT = 6;

/** Words of which passwords are made that software is delivered with. */
const COMMON =
  /^(admin|administrator|change|changeit|changeme|default|demo|dummy|example|guest|hello|iloveyou|letmein|login|master|minioadmin|monkey|pass|passw0rd|password|placeholder|please|postgres|qwerty|replace|replaceme|root|s3cret|sample|secret|super|supersecret|temp|test|todo|user|welcome|your)+$/;

/**
 * Why the value of a key is weak, for what is looked at as long as somebody types it.
 * The findings of Keyward know more words; they come when the value is in the cluster.
 *
 * @returns undefined also for keys whose names do not say that they are secret
 */
export function weaknessOf(
  key: string,
  text: string,
): DeviceWeakness | undefined {
  const value = text.trim();
  if (
    !SECRET_NAME.test(key) ||
    value === '' ||
    value.length > LONGEST ||
    NO_PASSWORD.test(value)
  ) {
    return undefined;
  }
  // Digits and signs at the ends are what policies make people add.
  const word = value
    .toLowerCase()
    .replace(/^[^a-z]+|[^a-z]+$/g, '')
    .replace(/[-_. ]/g, '');
  if (COMMON.test(word) || /^(0?123456789?0?|12345+)$/.test(value)) {
    return 'common';
  }
  if (value.length < SHORTEST) {
    return 'short';
  }
  return new Set(value).size < LEAST_DISTINCT ? 'repetitive' : undefined;
}
