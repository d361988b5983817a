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

import { formatOf } from '@keyward/secret-scan';
import { type SecretClass } from '@keyward/observation';

/** As much of a value as its shape is told by. */
const LOOKED_AT = 4096;
/** A kubeconfig has its certificates before what is secret in it. */
const LOOKED_AT_IN_FILES = 64 * 1024;

/** The public half of an AWS key. */
const ACCESS_KEY_ID = /^AKIA[0-9A-Z]{16}$/;
const CONNECTION =
  /^(?:jdbc:[a-z0-9]+:|[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/@:]*:[^\s/@]+@)/i;
const KEY_VALUE_CONNECTION =
  /(?:^|;)\s*(?:password|pwd|accountkey|sharedaccesskey)\s*=/i;
const ADDRESS = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s@]*$/i;
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/;
const SSH_KEY = /-----BEGIN OPENSSH PRIVATE KEY-----/;
const PUBLIC =
  /-----BEGIN (?:CERTIFICATE|PUBLIC KEY|RSA PUBLIC KEY|X509 CRL)-----/;
const SSH_PUBLIC = /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+) AAAA/;
const FLAG = /^\s*(?:true|false|yes|no|on|off)\s*$/i;
const PLAIN =
  /^(?:true|false|yes|no|on|off|null|\d{1,10}|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?)$/i;

/**
 * The class that the shape of a value speaks for. Says nothing about what it
 * does not know: random text may be anything.
 *
 * @param bytes - the value; it is looked at and not kept
 */
export function classifyShape(bytes: Buffer): SecretClass | undefined {
  const text = bytes.subarray(0, LOOKED_AT).toString('latin1').trim();
  const format = formatOf(
    bytes.length > LOOKED_AT
      ? bytes.subarray(0, LOOKED_AT_IN_FILES).toString('latin1')
      : text,
  );
  if (format) {
    return format.class;
  }
  if (SSH_KEY.test(text)) {
    return 'ssh-key';
  }
  if (PRIVATE_KEY.test(text)) {
    return 'tls';
  }
  if (PUBLIC.test(text) || SSH_PUBLIC.test(text)) {
    return 'public';
  }
  if (ACCESS_KEY_ID.test(text)) {
    return 'identifier';
  }
  if (CONNECTION.test(text) || KEY_VALUE_CONNECTION.test(text)) {
    return 'connection-string';
  }
  if (text.startsWith('{') && /"auths"\s*:/.test(text)) {
    return 'docker-config';
  }
  return PLAIN.test(text) || ADDRESS.test(text) ? 'identifier' : undefined;
}

/** Whether a value only says yes or no. */
export function isFlag(bytes: Buffer): boolean {
  return bytes.length < 16 && FLAG.test(bytes.toString('latin1'));
}
