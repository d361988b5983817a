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
import { readParameters } from './parameters';

/** What a scheme says, whatever the parameters: it has TLS of its own, or has none. */
const SCHEMES: Readonly<Record<string, TransitSecurity>> = {
  amqp: 'plaintext',
  amqps: 'encrypted',
  'bolt+s': 'encrypted',
  'bolt+ssc': 'unverified',
  ftp: 'plaintext',
  ftps: 'encrypted',
  http: 'plaintext',
  https: 'encrypted',
  ldaps: 'encrypted',
  mqtt: 'plaintext',
  mqtts: 'encrypted',
  'neo4j+s': 'encrypted',
  'neo4j+ssc': 'unverified',
  redis: 'plaintext',
  rediss: 'encrypted',
  sb: 'encrypted',
  sftp: 'encrypted',
  smtps: 'encrypted',
  valkey: 'plaintext',
  valkeys: 'encrypted',
  ws: 'plaintext',
  wss: 'encrypted',
};

/** Of these the parameters decide. */
const DATABASES = new Set([
  'clickhouse',
  'cockroachdb',
  'db2',
  'mariadb',
  'mongodb',
  'mssql',
  'mysql',
  'mysqlx',
  'oracle',
  'postgres',
  'postgresql',
  'sqlserver',
]);

/** Told to a client only together with a password: without one it is an address like any other. */
const OF_LOGINS = new Set([
  'ftp',
  'ftps',
  'http',
  'https',
  'sftp',
  'ws',
  'wss',
]);

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\(local\)|\.)$/i;

/** Whether a host, or all of several, is the one that asks. */
export function isLocal(hosts: string): boolean {
  return hosts.split(',').every(host =>
    LOCAL.test(
      host
        .trim()
        .replace(/^tcp:/i, '')
        .replace(/:\d{1,5}$/, ''),
    ),
  );
}

/** What an address asks for, of which the scheme is known; undefined for other addresses. */
export function readAddress(
  scheme: string,
  rest: string,
): TransitSecurity | undefined {
  const isSrv = scheme === 'mongodb+srv';
  const known = Object.hasOwn(SCHEMES, scheme) ? scheme : base(scheme);
  const ofScheme = Object.hasOwn(SCHEMES, known) ? SCHEMES[known] : undefined;
  if (!ofScheme && !DATABASES.has(known)) {
    return undefined;
  }
  if (OF_LOGINS.has(known) && !/^[^/?#]*@/.test(rest)) {
    return undefined;
  }
  const place = rest.slice(rest.lastIndexOf('@') + 1);
  const end = place.search(/[/?;]/);
  const hosts = end < 0 ? place : place.slice(0, end);
  const parameters = parametersOf(end < 0 ? '' : place.slice(end));
  if (isOnHost(hosts, parameters)) {
    return 'local';
  }
  const stated = readParameters(parameters);
  if (isSrv) {
    return stated ?? 'encrypted';
  }
  if (ofScheme) {
    // A scheme with TLS can be told not to verify, one without cannot be told to have it.
    return ofScheme === 'encrypted' && stated === 'unverified'
      ? stated
      : ofScheme;
  }
  return stated ?? 'unstated';
}

/** A database that is reached by a socket has no host, or says where the socket is. */
function isOnHost(
  hosts: string,
  parameters: readonly (readonly [string, string])[],
): boolean {
  const host = parameters.find(([name]) => name.toLowerCase() === 'host')?.[1];
  if (hosts === '') {
    return host === undefined || /^(?:\/|%2f)/i.test(host) || isLocal(host);
  }
  return /^%2f/i.test(hosts) || isLocal(hosts);
}

function parametersOf(text: string): [string, string][] {
  return text.split(/[?&;]/).flatMap(part => {
    const at = part.indexOf('=');
    return at > 0
      ? [[part.slice(0, at), part.slice(at + 1)] as [string, string]]
      : [];
  });
}

/** SQLAlchemy and others name the driver in the scheme. */
function base(scheme: string): string {
  return scheme.replace(/\+.*$/, '');
}
