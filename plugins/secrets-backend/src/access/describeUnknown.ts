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
  accessLists,
  describeUnread,
  type UnreadAccess,
} from '@keyward/kube-access';

/**
 * Says why nobody is not the answer, if it is not.
 *
 * @param namespaces - whoever asks about secrets of these is not told of the
 *   bindings of others
 */
export function describeUnknown(
  { kinds, bindings, undecided, isDump }: UnreadAccess & { isDump: boolean },
  namespaces?: readonly string[],
): string | undefined {
  const named = bindings.filter(
    each =>
      namespaces === undefined ||
      each.namespace === undefined ||
      namespaces.includes(each.namespace),
  );
  const sentences = [
    ...(kinds.length > 0
      ? [
          isDump
            ? `the dump does not say that it holds all ${listsOf(kinds)}`
            : `${listsOf(kinds)} could not be listed`,
        ]
      : []),
    ...describeUnread(
      { kinds: [], bindings: named, undecided },
      bindings.length - named.length,
    ),
  ];
  return sentences.length > 0 ? sentences.join('; ') : undefined;
}

/** As people know them, for example `rolebindings`. */
function listsOf(kinds: string[]): string {
  return Object.entries(accessLists)
    .filter(([, kind]) => kinds.includes(kind))
    .map(([list]) => list.slice(list.lastIndexOf('/') + 1))
    .join(', ');
}
