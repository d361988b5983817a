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
import { setImmediate as nextTurn } from 'timers/promises';
import { secretUseOfSchema } from '@keyward/kube-model';
import { isKindName, isResourceName } from '@keyward/observation';
import type { BuiltInResource } from './resources';

/** A kind whose objects can name Secrets. */
export interface FoundKind extends BuiltInResource {
  /** Its schema does not say what stands in it. */
  isOpen: boolean;
}

type Fields = Record<string, unknown>;

/** Of all schemas of a document together: one of 8 MiB has fewer. */
const MOST_FIELDS = 500_000;
const NAMESPACED = 'namespaces/{namespace}/';
const GVK = 'x-kubernetes-group-version-kind';

/**
 * The kinds of a group and version that can be listed.
 *
 * @param document - what `/openapi/v3/apis/<group>/<version>` answers
 */
export async function readOpenApiKinds(
  document: unknown,
  { group, version }: { group: string; version: string },
): Promise<{ resource: string; found?: FoundKind }[]> {
  const paths = fieldsOf(fieldsOf(document).paths);
  const schemas = fieldsOf(fieldsOf(fieldsOf(document).components).schemas);
  const root = `/apis/${group}/${version}/`;
  const isOfKind = (named: unknown) => {
    const gvk = fieldsOf(named);
    return gvk.group === group && gvk.version === version;
  };
  const listed = new Map<string, { kind: string; namespaced: boolean }>();
  for (const [path, operations] of Object.entries(paths)) {
    const get = fieldsOf(fieldsOf(operations).get);
    const { kind } = fieldsOf(get[GVK]);
    if (
      !path.startsWith(root) ||
      get['x-kubernetes-action'] !== 'list' ||
      !isOfKind(get[GVK]) ||
      !isKindName(kind)
    ) {
      continue;
    }
    const rest = path.slice(root.length);
    const namespaced = rest.startsWith(NAMESPACED);
    const resource = namespaced ? rest.slice(NAMESPACED.length) : rest;
    if (isResourceName(resource)) {
      const known = listed.get(resource);
      listed.set(resource, {
        kind,
        namespaced: namespaced || known?.namespaced === true,
      });
    }
  }
  const schemaOf = new Map<unknown, unknown>();
  for (const schema of Object.values(schemas)) {
    const named = fieldsOf(schema)[GVK];
    for (const gvk of Array.isArray(named) ? named : []) {
      if (isOfKind(gvk)) {
        schemaOf.set(fieldsOf(gvk).kind, schema);
      }
    }
  }
  const budget = { fields: MOST_FIELDS };
  const kinds: { resource: string; found?: FoundKind }[] = [];
  for (const [resource, { kind, namespaced }] of listed) {
    // Schemas are large, and others wait for their turn.
    await nextTurn();
    const use = secretUseOfSchema({
      group,
      version,
      kind,
      namespaced,
      schema: schemaOf.get(kind),
      schemas,
      budget,
    });
    kinds.push({
      resource,
      ...(use !== 'none' && {
        found: {
          groupVersion: `${group}/${version}`,
          plural: resource,
          kind,
          namespaced,
          isOpen: use === 'open',
        },
      }),
    });
  }
  return kinds;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
