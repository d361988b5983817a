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
import type { SourceAccessQuestion } from '@keyward/backstage-plugin-secrets-node';
import {
  type AccessIndex,
  type AccessObject,
  createAccessIndex,
} from '@keyward/kube-access';
import type { AccessGraphs } from './AccessGraphs';

const ACCOUNT = 'system:serviceaccount:';
const VERBS = ['get', 'list', 'watch'];
/** Of each answer. */
const WANTED = 10;
/** So many are looked at for them: most subjects may read nothing. */
const MOST_TRIED = 3000;
/** Stands for anybody in a group. */
const MEMBER = 'keyward:access-check';

/** What {@link sampleAccess} works with. */
export interface SampleOptions {
  graphs: AccessGraphs;
  random?: () => number;
}

/**
 * Some questions about Secrets of a source with what Keyward answers, as many that are
 * granted as are not, for the API server to be asked the same.
 *
 * @param again - answers these anew instead
 */
export async function sampleAccess(
  { graphs, random = Math.random }: SampleOptions,
  sourceId: string,
  again?: readonly SourceAccessQuestion[],
): Promise<SourceAccessQuestion[]> {
  const { objects, graph, unknown } = await graphs.of(sourceId);
  const index = createAccessIndex(objects);
  if (again) {
    return again.map(question => ({
      ...question,
      allowed: allows(index, question),
    }));
  }
  const secrets = objects.filter(isSecret);
  const subjects = graph.subjects().filter(isAsked);
  const granted: SourceAccessQuestion[] = [];
  const refused: SourceAccessQuestion[] = [];
  if (secrets.length === 0 || subjects.length === 0) {
    return [];
  }
  const oneOf = <T>(items: readonly T[]) =>
    items[Math.floor(random() * items.length)];
  for (
    let tried = 0;
    tried < MOST_TRIED && granted.length + refused.length < 2 * WANTED;
    tried += 1
  ) {
    const { namespace, name } = oneOf(secrets);
    const question = {
      ...loginOf(oneOf(subjects)),
      verb: oneOf(VERBS),
      namespace,
      name,
    };
    const allowed = allows(index, question);
    const those = allowed ? granted : refused;
    if (those.length < WANTED) {
      those.push({ ...question, allowed });
    }
  }
  // Where not all rights are known, one that is not known is no answer.
  return unknown === undefined ? [...granted, ...refused] : granted;
}

function allows(
  index: AccessIndex,
  {
    allowed: _,
    ...question
  }: Omit<SourceAccessQuestion, 'allowed'> & {
    allowed?: boolean;
  },
): boolean {
  return index.allows({ ...question, resource: 'secrets' });
}

function isSecret(
  object: AccessObject,
): object is Extract<AccessObject, { kind: 'Secret' }> {
  return object.kind === 'Secret';
}

/** What a node may read depends on the pods of this moment. */
function isAsked(subject: string): boolean {
  return !/^[ug]:system:nodes?(:|$)/.test(subject);
}

/** As the API server would know somebody after the login. */
function loginOf(subject: string): { user: string; groups: string[] } {
  const name = subject.slice(2);
  if (subject.startsWith('g:')) {
    return name === 'system:unauthenticated'
      ? { user: 'system:anonymous', groups: [name] }
      : { user: MEMBER, groups: [...new Set([name, 'system:authenticated'])] };
  }
  if (name === 'system:anonymous') {
    return { user: name, groups: ['system:unauthenticated'] };
  }
  const [namespace] = name.startsWith(ACCOUNT)
    ? name.slice(ACCOUNT.length).split(':')
    : [];
  return {
    user: name,
    groups: [
      ...(namespace === undefined
        ? []
        : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]),
      'system:authenticated',
    ],
  };
}
