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

import { at, listOf, stringOf } from '@keyward/observation';
import type { AuditPod, AuditSubject } from '../event';

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const NODE = /^system:node:(.+)$/;
/** Authenticators alone write keys of this domain. */
const EXTRA = 'authentication.kubernetes.io';

/** The subject that a `user` or `impersonatedUser` of an event names. */
export function subjectOf(user: unknown): AuditSubject | undefined {
  const name = stringOf(at(user, 'username'));
  if (name === undefined) {
    return undefined;
  }
  const account = ACCOUNT.exec(name);
  if (account) {
    const [, namespace, accountName] = account;
    const uid = stringOf(at(user, 'uid'));
    return {
      kind: 'ServiceAccount',
      namespace,
      name: accountName,
      ...(uid && { uid }),
    };
  }
  const node = NODE.exec(name);
  return node ? { kind: 'Node', name: node[1] } : { kind: 'User', name };
}

/**
 * The pod that a token is bound to. Of a user that somebody impersonates there
 * is none: whoever may impersonate may also choose what is extra.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-tokens
 */
export function podOf(
  user: unknown,
  subject: AuditSubject,
): AuditPod | undefined {
  const name = extraOf(user, 'pod-name');
  if (subject.kind !== 'ServiceAccount' || name === undefined) {
    return undefined;
  }
  const uid = extraOf(user, 'pod-uid');
  const node = extraOf(user, 'node-name');
  return {
    namespace: subject.namespace,
    name,
    ...(uid && { uid }),
    ...(node && { node }),
  };
}

function extraOf(user: unknown, name: string): string | undefined {
  return stringOf(listOf(at(user, 'extra', `${EXTRA}/${name}`))[0]);
}
