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

import type { Json } from '@keyward/observation/json';
import { ContainerFlag } from '../../fields/containerFlags';
import { isNamespaceName } from '../../fields/names';
import { itemsAt, objectAt, textAt } from '../../fields/read';
import type { Operator } from '../Operator';

/**
 * That a workload is the operator of a group of kinds, and in which namespace it
 * reads the Secrets of those that are in none.
 *
 * @public
 */
export interface OperatedGroup {
  group: string;
  namespace: string;
  /** Whether it is told so, and it is not only its own namespace. */
  told: boolean;
}

/** The groups of which a workload is the operator. */
export function operatedGroups(
  workload: {
    name: string;
    namespace: string | undefined;
    podLabels: Record<string, string>;
    containers: { item: Json; flags: ContainerFlag[] }[];
  },
  operators: readonly Operator[],
): OperatedGroup[] {
  const { namespace, containers } = workload;
  if (namespace === undefined) {
    return [];
  }
  return operators
    .filter(operator => isOperator(operator, workload))
    .flatMap(({ groups, flag, variable }) => {
      const told = containers
        .flatMap(({ item, flags }) => [
          flags
            .find(each => flag !== undefined && each.flag === flag)
            ?.value.read(),
          variable === undefined ? undefined : variableOf(item, variable),
        ])
        .find(isNamespaceName);
      return groups.map(group => ({
        group,
        namespace: told ?? namespace,
        told: told !== undefined,
      }));
    });
}

function isOperator(
  { names }: Operator,
  { name, podLabels, containers }: Parameters<typeof operatedGroups>[0],
): boolean {
  return (
    names.some(known => name === known || name.endsWith(`-${known}`)) ||
    names.includes(podLabels['app.kubernetes.io/name']) ||
    containers.some(({ item }) => names.includes(imageNameOf(item)))
  );
}

/** The last part of an image's name, without tag and digest. */
function imageNameOf(container: Json): string {
  const image = textAt(container, 'image') ?? '';
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.split(/[:@]/, 1)[0];
}

function variableOf(container: Json, name: string): string | undefined {
  for (const { item } of itemsAt(container, 'env')) {
    if (item.name === name) {
      return textAt(objectAt({ item }, 'item'), 'value');
    }
  }
  return undefined;
}
