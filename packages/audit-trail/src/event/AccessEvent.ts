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

/**
 * Who asked. A subject of Kubernetes, or what Vault knows of a login.
 *
 * @public
 */
export type AuditSubject =
  | { kind: 'ServiceAccount'; namespace: string; name: string; uid?: string }
  | { kind: 'Node'; name: string }
  | { kind: 'User'; name: string };

/**
 * The pod whose token was used, as the API server wrote it into the event.
 *
 * @public
 */
export interface AuditPod {
  namespace: string;
  name: string;
  uid?: string;
  node?: string;
}

/**
 * What was asked for: one secret, or all in a range.
 *
 * @public
 */
export type AuditTarget =
  | {
      system: 'kubernetes';
      /** Absent for all namespaces. */
      namespace?: string;
      /** Absent for all secrets of the range. */
      name?: string;
    }
  | {
      system: 'vault';
      /** The mount without its slash, such as `secret`. */
      mount: string;
      /** Below the mount, without the `data/` of a KV version 2. */
      path: string;
      /** Of Vault Enterprise, without its slash. */
      vaultNamespace?: string;
    };

/**
 * What somebody did that concerns a secret.
 *
 * - `read`: the answer held the value, or would have.
 * - `write`: the value was created, replaced or deleted, and not answered.
 * - `exec`: somebody got into a pod, and so to what is in it.
 * - `token`: somebody got a token of a ServiceAccount, and so its rights.
 *
 * @public
 */
export type AuditAction = 'read' | 'write' | 'exec' | 'token';

/**
 * How it ended. `unknown` where the log does not tell, as for a request that
 * panicked.
 *
 * @public
 */
export type AuditOutcome =
  | 'allowed'
  | 'denied'
  | 'missing'
  | 'failed'
  | 'unknown';

/**
 * One event of an audit log, built field by field: bodies, URIs, headers and
 * texts of errors are never in it.
 *
 * @public
 */
export interface AccessEvent {
  /**
   * The SHA-256, in hex, of what the event says. The same event that is sent
   * again has the same, and so have the begin and the end of a watch; an id that is used
   * again with other content does not.
   */
  hash: string;
  /** The id that the log gave it. Clients may choose it, so it proves nothing. */
  auditId: string;
  /** When the request came in, as ISO 8601 in UTC. */
  at: string;
  action: AuditAction;
  /** As the system writes it: `get`, `list`, `watch`, `patch`, `read` … */
  verb: string;
  target: AuditTarget;
  /** Of `exec`: the pod that was entered. Of `token`: the ServiceAccount. */
  through?: { kind: 'Pod' | 'ServiceAccount'; namespace: string; name: string };
  subject: AuditSubject;
  /** Who took the place of the subject, by impersonation. */
  impersonator?: AuditSubject;
  pod?: AuditPod;
  /** Of Kubernetes all that proxies named, the nearest to the client first. */
  addresses: string[];
  /** The client's first word, such as `kubectl/v1.34.4`. It is what it says of itself. */
  client?: string;
  outcome: AuditOutcome;
  /** What granted it. */
  grant?: AuditGrant;
  /** Whether the log holds the body of the request or of the answer: the values. */
  hasBody: boolean;
  /** The end of a watch whose begin is an event of its own, unless that stage is not logged. */
  endsWatch?: true;
}

/**
 * The binding that Kubernetes named in `authorization.k8s.io/reason`, or the
 * policies and the role of Vault.
 *
 * @public
 */
export type AuditGrant =
  | {
      kind: 'ClusterRoleBinding' | 'RoleBinding';
      namespace?: string;
      name: string;
      roleKind: 'ClusterRole' | 'Role';
      roleName: string;
    }
  | { kind: 'vault'; role?: string; policies: string[] };
