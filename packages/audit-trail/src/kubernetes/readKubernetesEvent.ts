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
  type Json,
  listOf,
  stringOf,
} from '@keyward/observation';
import {
  type AccessEvent,
  type AuditAction,
  type AuditEventResult,
  type AuditOutcome,
  hashEvent,
} from '../event';
import { clientOf } from './clientOf';
import { grantOf } from './grantOf';
import { podOf, subjectOf } from './subjectOf';

/**
 * Verbs whose answer holds the object. `deletecollection` answers what it
 * deletes, and so does `patch` what it patched, with or without a dry run.
 * `update` answers only what was sent, `create` likewise.
 */
const READS = new Set(['get', 'list', 'watch', 'patch', 'deletecollection']);
const WRITES = new Set(['create', 'update', 'delete']);
const ENTRIES = new Set(['exec', 'attach', 'ephemeralcontainers']);

/**
 * Reads an event of `audit.k8s.io`.
 *
 * A `watch` counts when its answer begins, as its end may be hours away; all
 * else counts when it is complete.
 *
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export function readKubernetesEvent(json: Json): AuditEventResult {
  const stage = stringOf(json.stage);
  const verb = stringOf(json.verb);
  const auditId = stringOf(json.auditID);
  if (stage === undefined || verb === undefined || auditId === undefined) {
    return { refused: 'it has no stage, verb or auditID' };
  }
  if (stage === 'RequestReceived') {
    return { skipped: 'stage' };
  }
  if (stage === 'ResponseStarted' && verb !== 'watch') {
    return { skipped: 'stage' };
  }
  const what = whatOf(json, verb);
  if (!what) {
    return { skipped: 'other' };
  }
  const requestedAt = instantOf(json.requestReceivedTimestamp);
  const subject = subjectOf(json.impersonatedUser) ?? subjectOf(json.user);
  if (requestedAt === undefined || subject === undefined) {
    return { refused: 'it has no requestReceivedTimestamp or user' };
  }
  const impersonator = subjectOf(json.impersonatedUser)
    ? subjectOf(json.user)
    : undefined;
  const pod = impersonator ? undefined : podOf(json.user, subject);
  const grant = grantOf(
    stringOf(at(json, 'annotations', 'authorization.k8s.io/reason')),
  );
  const client = clientOf(json.userAgent);
  return hashEvent({
    auditId,
    at: requestedAt,
    verb,
    ...what,
    subject,
    ...(impersonator && { impersonator }),
    ...(pod && { pod }),
    addresses: listOf(json.sourceIPs).flatMap(each => stringOf(each) ?? []),
    ...(client && { client }),
    outcome: outcomeOf(json, stage),
    ...(grant && { grant }),
    hasBody:
      json.requestObject !== undefined || json.responseObject !== undefined,
    ...(verb === 'watch' &&
      stage === 'ResponseComplete' && { endsWatch: true as const }),
  });
}

function whatOf(
  json: Json,
  verb: string,
): Pick<AccessEvent, 'action' | 'target' | 'through'> | undefined {
  const ref = json.objectRef;
  if (stringOf(at(ref, 'apiGroup')) !== undefined) {
    return undefined;
  }
  const resource = stringOf(at(ref, 'resource'));
  const subresource = stringOf(at(ref, 'subresource'));
  const namespace = stringOf(at(ref, 'namespace'));
  const name = stringOf(at(ref, 'name'));
  const target = {
    system: 'kubernetes' as const,
    ...(namespace && { namespace }),
  };
  if (resource === 'secrets' && subresource === undefined) {
    const action = actionOf(verb);
    return action && { action, target: { ...target, ...(name && { name }) } };
  }
  if (namespace === undefined || name === undefined) {
    return undefined;
  }
  if (resource === 'pods' && subresource && ENTRIES.has(subresource)) {
    return {
      action: 'exec',
      target,
      through: { kind: 'Pod', namespace, name },
    };
  }
  if (resource === 'serviceaccounts' && subresource === 'token') {
    return {
      action: 'token',
      target,
      through: { kind: 'ServiceAccount', namespace, name },
    };
  }
  return undefined;
}

function actionOf(verb: string): AuditAction | undefined {
  if (READS.has(verb)) {
    return 'read';
  }
  return WRITES.has(verb) ? 'write' : undefined;
}

function outcomeOf(json: Json, stage: string): AuditOutcome {
  if (
    stringOf(at(json, 'annotations', 'authorization.k8s.io/decision')) ===
    'forbid'
  ) {
    return 'denied';
  }
  const code = at(json, 'responseStatus', 'code');
  if (stage === 'Panic' || typeof code !== 'number') {
    return 'unknown';
  }
  if (code === 401 || code === 403) {
    return 'denied';
  }
  if (code === 404) {
    return 'missing';
  }
  // An exec that is let through switches protocols.
  return code < 400 ? 'allowed' : 'failed';
}
