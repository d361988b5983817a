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

import { describeUnread, type UnreadAccess } from '@keyward/kube-access';
import { UserError } from '../run/UserError';

const REMEDY =
  'take a dump of the whole cluster with "keyward dump", or print all of "kubectl get roles,rolebindings,clusterroles,clusterrolebindings,serviceaccounts,pods,secrets,customresourcedefinitions,appprojects -A -o json"';

/** Whether an answer rests on all that decides. */
export function hasUnread({
  kinds,
  bindings,
  undecided = [],
}: UnreadAccess): boolean {
  return kinds.length + bindings.length + undecided.length > 0;
}

/** The error for an answer that is not all of it, which names what was not read. */
export function unreadError(message: string, unread: UnreadAccess): UserError {
  return new UserError(message, {
    where: describeUnread(unread).join('\n         '),
    remedy: REMEDY,
  });
}
