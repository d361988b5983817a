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

import type { AccessPlace } from '@keyward/kube-access';

const SERVICE_ACCOUNT = 'system:serviceaccount:';
const NODE = 'system:node:';
/** Whoever signs in: everything but part of the system. */
const EVERYBODY = new Set([
  'system:authenticated',
  'system:unauthenticated',
  'system:anonymous',
  'system:serviceaccounts',
]);

/** Somebody who can reach a secret. */
export interface AccessSubject {
  /** `u:USER` or `g:GROUP`, as the engine names it. */
  id: string;
  kind: 'User' | 'Group' | 'ServiceAccount' | 'Node';
  namespace?: string;
  name: string;
  /** Part of Kubernetes itself: shown folded. */
  isSystem: boolean;
}

/** What a place of the engine is to people. */
export function describeSubject(id: AccessPlace): AccessSubject {
  const name = id.slice(2);
  if (id.startsWith('g:')) {
    return {
      id,
      kind: 'Group',
      name,
      isSystem:
        name.startsWith('system:') &&
        !EVERYBODY.has(name) &&
        !name.startsWith('system:serviceaccounts:'),
    };
  }
  if (name.startsWith(SERVICE_ACCOUNT)) {
    const [namespace, account] = name.slice(SERVICE_ACCOUNT.length).split(':');
    return {
      id,
      kind: 'ServiceAccount',
      namespace,
      name: account,
      isSystem: namespace === 'kube-system',
    };
  }
  if (name.startsWith(NODE)) {
    return { id, kind: 'Node', name: name.slice(NODE.length), isSystem: true };
  }
  return {
    id,
    kind: 'User',
    name,
    isSystem: name.startsWith('system:') && !EVERYBODY.has(name),
  };
}
