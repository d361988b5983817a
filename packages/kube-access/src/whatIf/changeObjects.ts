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

import type { AccessObject } from '../objects';
import { aggregateRules } from './aggregateRules';
import type { ChangeableName, ChangeableObject, ObjectChange } from './types';

/**
 * The objects of a cluster once some are made, replaced or deleted, and what
 * becomes of each. A binding that gives another role than before is refused by
 * the API server, and stays what it is. Roles that take in the rules of others get these as the
 * controller of Kubernetes writes them.
 *
 * @public
 */
export function changeObjects(
  objects: Iterable<AccessObject>,
  change: { manifests: ChangeableObject[]; deletions?: ChangeableName[] },
): { objects: AccessObject[]; changes: ObjectChange[] } {
  const { manifests, deletions = [] } = change;
  const set = new Map(manifests.map(each => [keyOf(each), each]));
  const deleted = new Set(deletions.map(keyOf));
  const before = new Map<string, ChangeableObject>();
  const after: AccessObject[] = [];
  for (const object of objects) {
    const key = keyOf(object);
    if (set.has(key) || deleted.has(key)) {
      before.set(key, object as ChangeableObject);
    } else {
      after.push(object);
    }
  }
  const changes: ObjectChange[] = [];
  for (const [key, object] of set) {
    const old = before.get(key);
    if (!deleted.has(key)) {
      const isRefused = givesAnotherRole(old, object);
      after.push(isRefused ? old! : object);
      changes.push({
        ...nameOf(object),
        change: isRefused ? 'refused' : changeOf(old, object),
      });
    }
  }
  for (const name of deletions) {
    const isThere = before.has(keyOf(name));
    changes.push({ ...nameOf(name), change: isThere ? 'deleted' : 'notThere' });
  }
  const gone = deletions.filter(({ kind }) => kind === 'ServiceAccount');
  const aggregated = aggregateRules(withoutTokens(after, gone), [
    ...before.values(),
    ...manifests,
  ]);
  return {
    objects: aggregated.objects,
    changes: [
      ...changes,
      ...aggregated.roles.map(role => ({
        ...nameOf(role),
        change: 'aggregated' as const,
      })),
    ],
  };
}

/** The tokens of ServiceAccounts that are gone open nothing. */
function withoutTokens(
  objects: AccessObject[],
  accounts: ChangeableName[],
): AccessObject[] {
  if (accounts.length === 0) {
    return objects;
  }
  const gone = new Set(accounts.map(each => `${each.namespace}/${each.name}`));
  return objects.map(object =>
    object.kind === 'Secret' &&
    gone.has(`${object.namespace}/${object.serviceAccount}`)
      ? { ...object, serviceAccount: undefined }
      : object,
  );
}

function changeOf(
  old: ChangeableObject | undefined,
  object: ChangeableObject,
): ObjectChange['change'] {
  if (!old) {
    return 'added';
  }
  return textOf(old) === textOf(object) ? 'unchanged' : 'replaced';
}

/**
 * The role of a binding cannot be changed.
 * Source: pkg/apis/rbac/validation/validation.go of k8s.io/kubernetes
 */
function givesAnotherRole(
  old: ChangeableObject | undefined,
  object: ChangeableObject,
): boolean {
  return (
    old !== undefined &&
    'roleRef' in old &&
    'roleRef' in object &&
    (old.roleRef.kind !== object.roleRef.kind ||
      old.roleRef.name !== object.roleRef.name)
  );
}

/** The same for what says the same, whatever is left out or empty. */
function textOf(object: unknown): string {
  return JSON.stringify(object, (_, value) => {
    if (Array.isArray(value)) {
      return value.length > 0 ? value : undefined;
    }
    return value && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).sort())
      : value;
  });
}

function keyOf({
  kind,
  namespace,
  name,
}: {
  kind: string;
  namespace?: string;
  name: string;
}): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

function nameOf({ kind, namespace, name }: ChangeableName): ChangeableName {
  return { kind, ...(namespace !== undefined && { namespace }), name };
}
