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

import { keyOfSubject } from '../authorizer/subjectKey';
import type { AccessObject, BindingObject } from '../objects';
import type { AccessPlace } from '../paths';
import { findUnread, type UnreadAccess } from '../unread';
import { findUndecided } from '../unread/findUndecided';
import type { AccessComparison, ChangeableObject } from './types';

/** Where steps lead that go on only by objects of a kind. */
const KINDS: [places: RegExp, kind: string][] = [
  [/^pods?:/, 'Pod'],
  [/^secrets:/, 'Secret'],
];

/**
 * What was not read of a cluster and decides about who gains by a change:
 * where there is any, that nobody gains is not known.
 *
 * @param complete - as of {@link findUnread}
 * @public
 */
export function findUnreadGains(
  change: {
    before: AccessObject[];
    after: AccessObject[];
    manifests: ChangeableObject[];
  },
  comparison: Pick<AccessComparison, 'opened'>,
  complete: ReadonlySet<string> | undefined,
): UnreadAccess {
  const { before, after, manifests } = change;
  if (manifests.length === 0) {
    // Nobody gains by what goes.
    return { kinds: [], bindings: [] };
  }
  const unread = findUnread(after, complete);
  const opened = comparison.opened();
  const isOther = isOtherThan(before);
  const changed = new Set<AccessObject>(manifests.filter(isOther));
  // Roles take in what is labelled for them, those that were not read as well.
  const mayBeTakenIn = [...changed].some(
    each => each.kind === 'ClusterRole' && each.labels !== undefined,
  );
  const bindings = unread.bindings.filter(
    binding =>
      changed.has(binding) ||
      (mayBeTakenIn && binding.roleRef.kind === 'ClusterRole') ||
      subjectsOf(binding).some(
        subject => opened.has(subject) || opened.has(everyLike(subject)),
      ),
  );
  const hasRole = [...changed].some(
    ({ kind }) => kind === 'Role' || kind === 'ClusterRole',
  );
  const kinds = complete || hasRole ? [...unread.kinds] : [];
  for (const [places, kind] of KINDS) {
    const isKnown = complete
      ? complete.has(kind)
      : after.some(each => each.kind === kind);
    if (!isKnown && [...opened].some(place => places.test(place))) {
      kinds.push(kind);
    }
  }
  const known = new Set(findUndecided(before, complete));
  const undecided = unread.undecided?.filter(each => !known.has(each)) ?? [];
  return {
    kinds,
    bindings,
    ...(undecided.length > 0 && { undecided }),
  };
}

/** Whether an object gives other rights than before, or gives them to others. */
function isOtherThan(before: AccessObject[]) {
  const known = new Map(before.map(each => [keyOf(each), each]));
  return (object: ChangeableObject): boolean => {
    const old = known.get(keyOf(object));
    switch (object.kind) {
      case 'RoleBinding':
      case 'ClusterRoleBinding': {
        if (old?.kind !== object.kind) {
          return true;
        }
        const had = new Set(subjectsOf(old));
        return (
          old.roleRef.kind !== object.roleRef.kind ||
          old.roleRef.name !== object.roleRef.name ||
          subjectsOf(object).some(subject => !had.has(subject))
        );
      }
      case 'Role':
      case 'ClusterRole':
        return (
          old?.kind !== object.kind ||
          JSON.stringify([old.rules, old.labels]) !==
            JSON.stringify([object.rules, object.labels])
        );
      default:
        return false;
    }
  };
}

/** What somebody has who may impersonate anybody. */
function everyLike(subject: AccessPlace): AccessPlace {
  return subject.startsWith('u:') ? 'users:*' : 'groups:*';
}

function subjectsOf(binding: BindingObject): AccessPlace[] {
  return binding.subjects.flatMap(
    subject => keyOfSubject(subject, binding) ?? [],
  );
}

function keyOf(object: AccessObject): string {
  const namespace = 'namespace' in object ? object.namespace : undefined;
  return `${object.kind} ${namespace ?? ''}/${object.name}`;
}
