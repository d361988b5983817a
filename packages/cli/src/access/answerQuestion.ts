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
} from '@keyward/kube-access';

/** What `keyward ask` says of a question. */
export interface AccessAnswer {
  allowed: boolean;
  /** How: what is allowed first, then the shortest way to the secret in question. */
  paths: (
    | { kind: 'direct'; binding: string; role: string }
    | Pick<AccessPath, 'subject' | 'steps'>
  )[];
}

/** Answers a question as the API server would, and says how else the secret can be had. */
export function answerQuestion(
  question: AccessQuestion,
  index: AccessIndex,
  graph: AccessGraph,
): AccessAnswer {
  const paths: AccessAnswer['paths'] = index
    .grantsFor(question)
    .map(({ binding, role }) => ({
      kind: 'direct',
      binding: `${binding.kind} ${placeOf(binding)}`,
      role: `${role.kind} ${placeOf(role)}`,
    }));
  const { user, groups = [], group = '', resource, subresource } = question;
  const { namespace, name } = question;
  if (group === '' && resource === 'secrets' && !subresource) {
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
  return { allowed: index.allows(question), paths };
}

function placeOf({ namespace, name }: { namespace?: string; name: string }) {
  return namespace ? `${namespace}/${name}` : name;
}
