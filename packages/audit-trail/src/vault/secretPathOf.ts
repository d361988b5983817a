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

import type { AuditAction } from '../event';

/** Paths of KV version 2 that say something of a secret without its value. */
const KV_WITHOUT_VALUE = /^(?:metadata|subkeys|config)(?:\/|$)/;
const KV_REMOVES = /^(?:delete|undelete|destroy)\//;
/** Of engines that make credentials: where they hand them out. */
const ISSUES =
  /^(?:creds|static-creds?|static-account|sts|token|key|issue|export|code)\//;
/** What only concerns Vault itself. */
const NO_ENGINES = new Set([
  'system',
  'ns_system',
  'identity',
  'ns_identity',
  'token',
  'ns_token',
  'cubbyhole',
  'ns_cubbyhole',
]);

/** Which secret a request is about, and whether its answer holds the value. */
export interface SecretRequest {
  action: AuditAction;
  /** Below the mount. */
  path: string;
}

/**
 * What a request to an engine does with a secret; undefined if nothing. The log
 * does not tell the version of a KV mount, so a secret of version 1 below
 * `data/` or `metadata/` is taken for one of version 2.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 */
export function secretPathOf(
  engine: string,
  operation: string,
  path: string,
): SecretRequest | undefined {
  if (NO_ENGINES.has(engine) || path === '' || operation === 'list') {
    return undefined;
  }
  if (engine === 'kv' || engine === 'generic') {
    return secretOfKv(operation, path);
  }
  if (ISSUES.test(path)) {
    return operation === 'read' || operation === 'update'
      ? { action: 'read', path }
      : undefined;
  }
  return undefined;
}

function secretOfKv(
  operation: string,
  path: string,
): SecretRequest | undefined {
  if (KV_REMOVES.test(path)) {
    return { action: 'write', path: path.slice(path.indexOf('/') + 1) };
  }
  if (KV_WITHOUT_VALUE.test(path)) {
    return undefined;
  }
  const name = path.replace(/^data\//, '');
  switch (operation) {
    case 'read':
      return { action: 'read', path: name };
    // A patch answers only the version that it made.
    case 'create':
    case 'update':
    case 'patch':
    case 'delete':
      return { action: 'write', path: name };
    default:
      return undefined;
  }
}
