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

import type { BindingObject } from '../objects';
import type { UnreadAccess } from './findUnread';

/** Enough to see what to read, and few enough to be read. */
const MOST = 10;

/** Kubernetes' own, of which an API server makes some fifty. */
const OWN = /^system:/;

/**
 * Says what was not read, a sentence for each, without a full stop. Bindings that
 * people made come first.
 *
 * @param unnamed - how many bindings there are besides, of which no more is told
 * @public
 */
export function describeUnread(
  { kinds, bindings, undecided = [] }: UnreadAccess,
  unnamed: number = 0,
): string[] {
  const isOwn = ({ name }: BindingObject) => OWN.test(name);
  const named = [
    ...bindings.filter(each => !isOwn(each)),
    ...bindings.filter(isOwn),
  ].slice(0, MOST);
  const others = bindings.length - named.length + unnamed;
  return [
    ...(kinds.length > 0 ? [`not all was read of ${kinds.join(', ')}`] : []),
    ...named.map(describeBinding),
    ...(others > 0
      ? [
          `${others}${
            named.length > 0 ? ' more' : ''
          } bindings give roles that were not read`,
        ]
      : []),
    ...(undecided.length > 0
      ? [`where rights on ${undecided.join(', ')} lead was not read`]
      : []),
  ];
}

function describeBinding({
  kind,
  namespace,
  name,
  roleRef,
}: BindingObject): string {
  const place = namespace ? `${namespace}/${name}` : name;
  return `${kind} ${place} gives ${roleRef.kind} ${roleRef.name}, which was not read`;
}
