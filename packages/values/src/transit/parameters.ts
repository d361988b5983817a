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

import type { TransitSecurity } from '@keyward/observation';

/** What a setting about TLS says by its value; anything else names a configuration of TLS. */
const WORDS: Readonly<Record<string, TransitSecurity>> = {
  '0': 'plaintext',
  disable: 'plaintext',
  disabled: 'plaintext',
  false: 'plaintext',
  never: 'plaintext',
  no: 'plaintext',
  none: 'plaintext',
  off: 'plaintext',
  allow: 'optional',
  optional: 'optional',
  prefer: 'optional',
  preferred: 'optional',
  'no-verify': 'unverified',
  'skip-verify': 'unverified',
};

/** Says whether there is TLS, by drivers. Names are in small letters and without signs. */
const SWITCHES = new Set([
  'encrypt',
  'secure',
  'ssl',
  'sslenabled',
  'sslmode',
  'tls',
  'tlsenabled',
  'usessl',
  'usetls',
]);

/** Says, if it is on, that the certificate is not verified. */
const TRUSTING = new Set([
  'tlsallowinvalidcertificates',
  'tlsallowinvalidhostnames',
  'sslallowinvalidcertificates',
  'sslallowinvalidhostnames',
  'tlsinsecure',
  'tlsskipverify',
  'trustservercertificate',
]);

/** Says, if it is off, that the certificate is not verified. */
const VERIFYING = new Set(['verifyservercertificate', 'sslverify']);

const OF_DATABASES =
  /(?:^|_)(?:db|database|pg|postgres|postgresql|mysql|mariadb|mongo|mongodb|mssql|sqlserver|redis|valkey|amqp|rabbitmq)_(?:.*_)?(?:encrypt|ssl|tls|ssl_enabled|tls_enabled|use_ssl|use_tls)$/;
const WORST_FIRST: readonly TransitSecurity[] = [
  'plaintext',
  'optional',
  'unverified',
  'unstated',
  'encrypted',
  'local',
];

/** The least protection of several. */
export function worstOf(
  found: readonly TransitSecurity[],
): TransitSecurity | undefined {
  return WORST_FIRST.find(each => found.includes(each));
}

/** What the parameters of one connection say together; undefined where none is about TLS. */
export function readParameters(
  parameters: readonly (readonly [name: string, value: string])[],
): TransitSecurity | undefined {
  const found = parameters.flatMap(([name, value]) => {
    const said = readParameter(plain(name), value.trim().toLowerCase());
    return said ? [said] : [];
  });
  return worstOf(found);
}

/** What a key says that is a setting of a driver, as `PGSSLMODE` and `DB_SSL` are. */
export function readSetting(
  name: string,
  value: string,
): TransitSecurity | undefined {
  const isSetting =
    plain(name).endsWith('sslmode') ||
    OF_DATABASES.test(name.toLowerCase().replace(/[-.]/g, '_'));
  const word = value.trim().toLowerCase();
  const isWord = /^[a-z0-9_-]{1,16}$/.test(word);
  return isSetting && isWord ? readSwitch(word) : undefined;
}

function readParameter(
  name: string,
  value: string,
): TransitSecurity | undefined {
  if (SWITCHES.has(name)) {
    return readSwitch(value);
  }
  const said = readSwitch(value);
  if (TRUSTING.has(name)) {
    return said === 'encrypted' ? 'unverified' : undefined;
  }
  if (VERIFYING.has(name)) {
    return said === 'plaintext' ? 'unverified' : undefined;
  }
  switch (name) {
    case 'requiressl':
      return said === 'plaintext' ? 'optional' : said;
    case 'sslaccept':
      return value === 'strict' ? undefined : 'unverified';
    case 'defaultendpointsprotocol':
      return value === 'http' ? 'plaintext' : 'encrypted';
    default:
      return undefined;
  }
}

function readSwitch(value: string): TransitSecurity | undefined {
  if (Object.hasOwn(WORDS, value)) {
    return WORDS[value];
  }
  // What is put in later may be anything.
  return value === '' || /[${]/.test(value) ? undefined : 'encrypted';
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_. ]/g, '');
}
