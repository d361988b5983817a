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
  type AccessGraph,
  type AccessIndex,
  type AccessPath,
  type AccessQuestion,
  describeUnread,
  isGivenBy,
  type UnreadAccess,
} from '@keyward/kube-access';

/** What `keyward ask` says of a question. */
export interface AccessAnswer {
  /** Null where it is not known, as not all that decides was read. */
  allowed: boolean | null;
  /** How: what is allowed first, then the shortest way to the secret in question. */
  paths: (
    | { kind: 'direct'; binding: string; role: string }
    | Pick<AccessPath, 'subject' | 'steps'>
  )[];
  /** What was not read and may allow it, or lead to the secret in question. */
  unknown?: string[];
}

/** Answers a question as the API server would, and says how else the secret can be had. */
export function answerQuestion(
  question: AccessQuestion,
  known: { index: AccessIndex; graph: AccessGraph; unread: UnreadAccess },
): AccessAnswer {
  const { index, graph, unread } = known;
  const paths: AccessAnswer['paths'] = index
    .grantsFor(question)
    .map(({ binding, role }) => ({
      kind: 'direct',
      binding: `${binding.kind} ${placeOf(binding)}`,
      role: `${role.kind} ${placeOf(role)}`,
    }));
  const { user, groups = [], group = '', resource, subresource } = question;
  const { namespace, name } = question;
  const isOfSecrets = group === '' && resource === 'secrets' && !subresource;
  if (isOfSecrets) {
    const starts = groups.map(each => `g:${each}`);
    if (user) {
      starts.unshift(`u:${user}`);
    }
    for (const start of starts) {
      const path =
        namespace && name ? graph.path(start, { namespace, name }) : undefined;
      if (path) {
        paths.push({ subject: path.subject, steps: path.steps });
      }
    }
  }
  if (index.allows(question)) {
    return { allowed: true, paths };
  }
  const { kinds, bindings, undecided } = unread;
  const own = bindings.filter(binding => isGivenBy(binding, question));
  // Those of others may be of somebody on the way to a secret.
  const unknown = describeUnread({
    kinds,
    bindings: isOfSecrets && paths.length === 0 ? bindings : own,
    ...(isOfSecrets && paths.length === 0 && { undecided }),
  });
  return {
    allowed: kinds.length + own.length > 0 ? null : false,
    paths,
    ...(unknown.length > 0 && { unknown }),
  };
}

function placeOf({ namespace, name }: { namespace?: string; name: string }) {
  return namespace ? `${namespace}/${name}` : name;
}
