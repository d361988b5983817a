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
import type { JsonObject, JsonValue } from '@backstage/types';
import type { CustomKind } from '@keyward/kube-collector';
import { isApiGroup, isApiVersion, isResourceName } from '@keyward/observation';
import type { KindSettings } from './ClusterDefinition';
import { isObject } from './isObject';

/** What the configuration says of custom kinds in one place. */
export type GivenKinds = Partial<KindSettings>;

/**
 * Reads `customKinds`, `discoverKinds` and `excludeKinds` of all clusters, or of one.
 *
 * @throws an error that names the place
 */
export function readKindSettings(item: JsonObject, place: string): GivenKinds {
  const { customKinds, discoverKinds, excludeKinds } = item;
  if (discoverKinds !== undefined && typeof discoverKinds !== 'boolean') {
    throw new Error(`${place}.discoverKinds: must be true or false`);
  }
  return {
    ...(discoverKinds !== undefined && { discoverKinds }),
    ...(customKinds !== undefined && {
      customKinds: listOf(customKinds, `${place}.customKinds`, readKind),
    }),
    ...(excludeKinds !== undefined && {
      excludeKinds: listOf(excludeKinds, `${place}.excludeKinds`, readPattern),
    }),
  };
}

function listOf<T>(
  value: JsonValue,
  place: string,
  read: (item: JsonValue | undefined, place: string) => T,
): T[] {
  if (!Array.isArray(value)) {
    throw new Error(`${place}: must be a list`);
  }
  return value.map((item, index) => read(item, `${place}[${index}]`));
}

function readKind(item: JsonValue | undefined, place: string): CustomKind {
  if (!isObject(item)) {
    throw new Error(`${place}: must have a group and a resource`);
  }
  const { group, resource, version } = item;
  if (!isApiGroup(group)) {
    throw new Error(`${place}.group: must be like example.com`);
  }
  if (!isResourceName(resource)) {
    throw new Error(
      `${place}.resource: must be a plural in lower case, like databases`,
    );
  }
  if (version !== undefined && !isApiVersion(version)) {
    throw new Error(`${place}.version: must be like v1`);
  }
  return { group, resource, ...(version && { version }) };
}

function readPattern(item: JsonValue | undefined, place: string): string {
  const [resource, ...group] = typeof item === 'string' ? item.split('.') : [];
  if (
    !isApiGroup(group.join('.')) ||
    !(resource === '*' || isResourceName(resource))
  ) {
    throw new Error(
      `${place}: must be like databases.example.com or *.example.com`,
    );
  }
  return item as string;
}
