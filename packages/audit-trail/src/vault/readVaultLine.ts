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

import {
  at,
  instantOf,
  isJson,
  type Json,
  listOf,
  stringOf,
} from '@keyward/observation';
import {
  type AuditEventResult,
  type AuditOutcome,
  type AuditSubject,
  hashEvent,
} from '../event';
import { secretPathOf } from './secretPathOf';

const HASHED = 'hmac-sha256:';

/**
 * Reads a line of an audit device of Vault. A `response` counts; its `request`
 * is the same event before it is answered.
 *
 * @see https://developer.hashicorp.com/vault/docs/audit/schema
 */
export function readVaultLine(json: Json): AuditEventResult {
  const type = stringOf(json.type);
  if (type !== 'response') {
    return type === 'request'
      ? { skipped: 'stage' }
      : { refused: 'its type is neither request nor response' };
  }
  const auditId = stringOf(at(json, 'request', 'id'));
  const verb = stringOf(at(json, 'request', 'operation'));
  const path = stringOf(at(json, 'request', 'path'));
  const requestedAt = instantOf(json.time);
  if (!auditId || !verb || !path || !requestedAt) {
    return { refused: 'it has no time, or no id, operation or path' };
  }
  const namespace = withoutSlash(
    stringOf(at(json, 'request', 'namespace', 'path')) ?? '',
  );
  const mount = withoutSlash(
    stringOf(at(json, 'request', 'mount_point')) ?? '',
  );
  if (mount === '' || !path.startsWith(`${mount}/`)) {
    return { skipped: 'other' };
  }
  const secret = secretPathOf(
    stringOf(at(json, 'request', 'mount_type')) ?? '',
    verb,
    path.slice(mount.length + 1),
  );
  if (!secret) {
    return { skipped: 'other' };
  }
  const address = stringOf(at(json, 'request', 'remote_address'));
  return hashEvent({
    auditId,
    at: requestedAt,
    action: secret.action,
    verb,
    target: {
      system: 'vault',
      mount,
      path: secret.path,
      ...(namespace && { vaultNamespace: namespace }),
    },
    subject: subjectOf(json.auth),
    addresses: address ? [address] : [],
    outcome: outcomeOf(json),
    grant: {
      kind: 'vault',
      ...roleOf(json.auth),
      policies: listOf(at(json, 'auth', 'policies')).flatMap(
        each => stringOf(each) ?? [],
      ),
    },
    hasBody: isInClear(at(json, 'response', 'data')),
  });
}

/**
 * Kubernetes auth says the ServiceAccount; of other logins there is the name that is shown.
 * Who makes a token, or a secret id of AppRole, chooses its metadata, but not how its name
 * begins: that is the mount of the login, and `token` for tokens made by hand.
 */
function subjectOf(auth: unknown): AuditSubject {
  const shown = stringOf(at(auth, 'display_name'));
  const namespace = stringOf(at(auth, 'metadata', 'service_account_namespace'));
  const name = stringOf(at(auth, 'metadata', 'service_account_name'));
  if (namespace && name && isOfLogin(shown, `${namespace}-${name}`)) {
    const uid = stringOf(at(auth, 'metadata', 'service_account_uid'));
    return { kind: 'ServiceAccount', namespace, name, ...(uid && { uid }) };
  }
  return { kind: 'User', name: shown ?? 'not authenticated' };
}

function isOfLogin(shown: string | undefined, account: string): boolean {
  return (
    shown !== undefined &&
    (shown === account || shown.endsWith(`-${account}`)) &&
    !/^token(?:-|$)/.test(shown)
  );
}

function roleOf(auth: unknown): { role?: string } {
  const role = stringOf(at(auth, 'metadata', 'role'));
  return role ? { role } : {};
}

/** The text of an error is matched and dropped: plugins put anything into it. */
function outcomeOf(json: Json): AuditOutcome {
  const error = stringOf(json.error);
  if (error !== undefined) {
    return error.includes('permission denied') ? 'denied' : 'failed';
  }
  const status = at(json, 'response', 'data', 'http_status_code');
  if (status === 404 || !isJson(json.response)) {
    return 'missing';
  }
  return 'allowed';
}

/** Whether a device with `log_raw` wrote what others write as hashes. */
function isInClear(data: unknown): boolean {
  const values = isJson(at(data, 'data')) ? at(data, 'data') : data;
  return (
    isJson(values) &&
    Object.values(values).some(
      value => typeof value === 'string' && value !== '' && !isHashed(value),
    )
  );
}

function isHashed(value: string): boolean {
  return value.startsWith(HASHED);
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}
