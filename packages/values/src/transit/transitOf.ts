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

import type { SecretValue, TransitSecurity } from '@keyward/observation';
import { isLocal, readAddress } from './addresses';
import { readParameters, readSetting, worstOf } from './parameters';

/** Longer ones are no configuration. */
const LOOKED_AT = 64 * 1024;
/** Of more connections in one value the rest is not looked at. */
const MOST = 50;

const ADDRESS =
  /(?<![a-z0-9+.-])(?:jdbc:([a-z0-9]{1,30})(?::[a-z]{1,20})?|([a-z][a-z0-9+.-]{1,30})):\/\/([^\s"'`<>]*)/gi;
/** Oracle's own form. */
const ORACLE = /jdbc:oracle:thin:[^\s@"']{0,128}@(?:\/\/)?([^\s"']*)/i;
/** As the driver of Go for MySQL has it. */
const GO_MYSQL = /@(tcp|unix)\(([^()\s]*)\)\/[^\s?"']*(\?[^\s"']*)?/i;
/** `host:port,password=…`, as StackExchange.Redis has it. */
const REDIS =
  /^(?:[a-z0-9.-]+(?::\d{1,5})?,){1,16}(?:[a-z ]+=[^,\s]*(?:,|$))+$/i;

const HOSTS = new Set([
  'accountname',
  'address',
  'addr',
  'data source',
  'datasource',
  'host',
  'hostname',
  'network address',
  'server',
]);
const LOGINS = new Set([
  'accountkey',
  'password',
  'pwd',
  'sharedaccesskey',
  'uid',
  'user',
  'user id',
  'username',
]);

/**
 * What the worst of the connection strings in a value asks for on the way to its
 * server; undefined where there is none. Nothing of the value is kept but this word.
 *
 * @param name - of the key: settings as `PGSSLMODE` have values of their own
 * @public
 */
export function transitOf(
  name: string,
  value: SecretValue,
): TransitSecurity | undefined {
  return value.use(bytes => {
    if (bytes.length > LOOKED_AT) {
      return undefined;
    }
    const text = bytes.toString('latin1').trim();
    return readSetting(name, text) ?? worstOf(findAll(text));
  });
}

function findAll(text: string): TransitSecurity[] {
  const found: (TransitSecurity | undefined)[] = [];
  if (text.includes('://')) {
    let count = 0;
    for (const [, driver, scheme = driver, rest] of text.matchAll(ADDRESS)) {
      found.push(readAddress(scheme.toLowerCase(), rest));
      count += 1;
      if (count === MOST) {
        break;
      }
    }
  }
  const oracle = ORACLE.exec(text);
  if (oracle) {
    found.push(readOracle(oracle[1]));
  }
  const go = GO_MYSQL.exec(text);
  if (go) {
    found.push(readGo(go[1], go[2], go[3]));
  }
  if (text.includes('=') && !text.includes('://')) {
    found.push(readPairs(text));
  }
  return found.flatMap(each => each ?? []);
}

function readOracle(place: string): TransitSecurity {
  if (/^tcps:|\(protocol=tcps\)/i.test(place)) {
    return 'encrypted';
  }
  return isLocal(place.replace(/[:/].*$/, '')) ? 'local' : 'unstated';
}

function readGo(
  network: string,
  host: string,
  parameters = '',
): TransitSecurity {
  if (network.toLowerCase() === 'unix' || isLocal(host)) {
    return 'local';
  }
  return readParameters(split(parameters.slice(1), '&')) ?? 'unstated';
}

/** `Server=…;Password=…`, `host=… password=…` and `host:port,password=…`. */
function readPairs(text: string): TransitSecurity | undefined {
  if (REDIS.test(text)) {
    const pairs = split(text, ',');
    const isLogin = pairs.some(([name]) => name.toLowerCase() === 'password');
    const stated = readParameters(pairs);
    const [host] = text.split(',');
    // Its driver has TLS only where it is told to.
    return isLogin
      ? (isLocal(host) && 'local') || (stated ?? 'plaintext')
      : undefined;
  }
  const pairs = split(text, text.includes(';') ? ';' : /\s+/);
  const host = pairs.find(([name]) => HOSTS.has(name.toLowerCase()))?.[1];
  const isLogin = pairs.some(([name]) => LOGINS.has(name.toLowerCase()));
  if (host === undefined || !isLogin) {
    return undefined;
  }
  if (host.startsWith('/') || isLocal(host.replace(/,\d{1,5}$/, ''))) {
    return 'local';
  }
  return readParameters(pairs) ?? 'unstated';
}

function split(text: string, separator: string | RegExp): [string, string][] {
  return text.split(separator).flatMap(part => {
    const at = part.indexOf('=');
    return at > 0
      ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()]]
      : [];
  });
}
