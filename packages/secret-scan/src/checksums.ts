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

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** CRC-32 as of ISO 3309, of a text in ASCII. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * Whether the last six characters are the checksum of the 30 before them, as in
 * tokens of GitHub and npm. Tokens of another length have another format, of
 * which nothing is known: they pass.
 *
 * Sources: https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 * and https://github.blog/2021-09-23-announcing-npms-new-access-token-format/
 */
export function hasBase62Checksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length !== 36) {
    return true;
  }
  let rest = crc32(body.slice(0, 30));
  let sum = '';
  while (sum.length < 6) {
    sum = BASE62[rest % 62] + sum;
    rest = Math.floor(rest / 62);
  }
  return body.slice(30) === sum;
}

/** Whether the part of a token before the first dot is JSON in base64url with this key. */
export function startsWithJson(token: string, key: string): boolean {
  try {
    const [header] = token.split('.');
    const value: unknown = JSON.parse(
      atob(header.replace(/-/g, '+').replace(/_/g, '/')),
    );
    return typeof value === 'object' && value !== null && key in value;
  } catch {
    return false;
  }
}

/**
 * Whether a service account token of Grafana ends with the checksum of the rest:
 * CRC-32, its lowest byte first, in hexadecimal.
 *
 * Source: https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
 */
export function hasGrafanaChecksum(token: string): boolean {
  const end = token.lastIndexOf('_');
  const sum = crc32(token.slice(0, end)).toString(16).padStart(8, '0');
  return token.slice(end + 1) === sum.match(/../g)!.reverse().join('');
}
