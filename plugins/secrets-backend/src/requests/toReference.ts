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

import type {
  Refusal,
  WorkloadReference,
} from '@keyward/backstage-plugin-secrets-common';
import type {
  SecretUse,
  WorkloadReference as PlannedReference,
} from '@keyward/git-changes';

/**
 * A reference as the plan of a change takes it, or why it is none.
 *
 * @param keys - those that are sealed
 */
export function toReference(
  { kind, name, container, reloader, ...how }: WorkloadReference,
  keys: readonly string[],
): { reference: PlannedReference } | { refusal: Refusal } {
  const use = useOf(how, keys);
  if (use === 'incomplete') {
    return {
      refusal: {
        code: 'reference',
        reason: `It is not said in which folder ${kind} ${name} is to have the files.`,
        remedy: 'Give a mount path.',
      },
    };
  }
  if (!use && !reloader) {
    return {
      refusal: {
        code: 'reference',
        reason: `It is not said how ${kind} ${name} is to use the Secret.`,
        remedy: 'Say how, or leave the reference out.',
      },
    };
  }
  const names = use?.as === 'env' ? Object.keys(use.variables) : [];
  if (use?.as === 'env' && keys.length > names.length && !how.variables) {
    return {
      refusal: {
        code: 'reference',
        reason: `Two of the keys would be the same variable of ${kind} ${name}.`,
        remedy: 'Name the variables.',
      },
    };
  }
  return {
    reference: {
      kind,
      name,
      ...(container ? { container } : {}),
      ...(use ? { use } : {}),
      ...(reloader ? { reload: true } : {}),
    },
  };
}

function useOf(
  { as, variables, mountPath }: Omit<WorkloadReference, 'kind' | 'name'>,
  keys: readonly string[],
): SecretUse | 'incomplete' | undefined {
  switch (as) {
    case 'env':
      return {
        as,
        variables:
          variables ??
          Object.fromEntries(keys.map(key => [variableOf(key), key])),
      };
    case 'envFrom':
      return { as };
    case 'volume':
      return mountPath ? { as, mountPath } : 'incomplete';
    default:
      return undefined;
  }
}

/** As variables are mostly called: `db.password` is `DB_PASSWORD`. */
function variableOf(key: string): string {
  return key
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_')
    .replace(/^(?=[0-9])/, '_');
}
