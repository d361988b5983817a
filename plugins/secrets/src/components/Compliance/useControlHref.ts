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

import { useRouteRef } from '@backstage/core-plugin-api';
import { type ScopeRequest } from '../../api';
import { scopeOf, searchOf } from '../../hooks';
import { controlRouteRef } from '../../routes';

/** The address of the page about a control, asked of the same scope. */
export function useControlHref(request: ScopeRequest) {
  const controlLink = useRouteRef(controlRouteRef);
  const search = new URLSearchParams(searchOf(scopeOf(request)));
  if (request.entityRef) {
    search.set('entity', request.entityRef);
  }
  const text = search.size > 0 ? `?${search}` : '';
  return (framework: string, control: string) =>
    `${controlLink({ framework, control })}${text}`;
}
