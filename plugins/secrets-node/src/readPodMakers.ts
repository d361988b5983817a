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

import type { RootConfigService } from '@backstage/backend-plugin-api';
import { isApiGroup, isResourceName } from '@keyward/observation';

/**
 * The kinds that make pods by word of `secrets.access.podMakers`.
 *
 * @throws if one is no group and resource; the message names the place
 * @public
 */
export function readPodMakers(
  config: RootConfigService,
): { group: string; resource: string }[] {
  const makers = config.getOptionalConfigArray('secrets.access.podMakers');
  return (makers ?? []).map((maker, index) => {
    const group = maker.getString('group');
    const resource = maker.getString('resource');
    // A group of Kubernetes itself has no dot, and its kinds are known.
    const isGroup = isApiGroup(group) && group.includes('.');
    if (!isGroup || !isResourceName(resource)) {
      throw new Error(
        `secrets.access.podMakers[${index}]: give the API group, as example.com, and the plural of the kind, as widgets`,
      );
    }
    return { group, resource };
  });
}
