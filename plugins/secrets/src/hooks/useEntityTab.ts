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

import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';

type EntityTab = 'secrets' | 'rotation' | 'rbac' | 'compliance';

/** The addresses of the tabs of an entity, where the README has them mounted. */
export function useEntityTab(entityRef: string) {
  const tabs = useEntityTabs(entityRef);
  return (tab: EntityTab) => tabs!(tab);
}

/** The same of an entity that there may not be. */
export function useEntityTabs(
  entityRef: string | undefined,
): ((tab: EntityTab) => string) | undefined {
  const entityLink = useRouteRef(entityRouteRef);
  if (entityRef === undefined) {
    return undefined;
  }
  const { kind, namespace, name } = parseEntityRef(entityRef);
  const page = entityLink({
    kind: kind.toLocaleLowerCase('en-US'),
    namespace,
    name,
  });
  return tab => `${page}/${tab}`;
}
