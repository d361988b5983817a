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

import type { SecretResource } from '@keyward/backstage-plugin-secrets-node';
import { formatLocation, parseSecretRef } from '@keyward/observation';
import { KUBERNETES, PLACE_REF } from '../store/common/presence';
import type { InventoryStore } from '../store/inventory';

/**
 * What a policy's conditions are applied to, by the refs of secrets.
 *
 * A secret that is not there answers by what its ref says alone, as one that
 * nobody claims would: else whoever may ask for a decision could find out by
 * guessing which secrets exist.
 */
export async function getSecretResources(
  store: InventoryStore,
  refs: string[],
): Promise<(SecretResource | undefined)[]> {
  const sources = new Map(
    (await store.listSourceTitles()).map(({ id, kind }) => [id, kind]),
  );
  const named = refs.map(ref => readRef(ref, sources));
  const found = new Map(
    (
      await store.findResources(
        named.flatMap((resource, index) =>
          resource ? [{ sourceId: resource.sourceId, ref: refs[index] }] : [],
        ),
      )
    ).map(resource => [resource.ref, resource]),
  );
  return refs.map((ref, index) => {
    const stored = found.get(ref);
    return stored
      ? {
          sourceId: stored.sourceId,
          system: stored.system,
          namespace: stored.namespace,
          entities: stored.links.map(({ entityRef, ownerRefs }) => ({
            entityRef,
            ...(ownerRefs.length > 0 ? { ownerRef: ownerRefs[0] } : {}),
            ownerRefs,
          })),
        }
      : named[index];
  });
}

function readRef(
  ref: string,
  sources: ReadonlyMap<string, string>,
): SecretResource | undefined {
  try {
    const { sourceKind, sourceId, segments } = parseSecretRef(ref);
    if (ref.startsWith(PLACE_REF)) {
      // Of an object: group, kind, namespace and name.
      const [, , namespace] = segments;
      return { sourceId, system: KUBERNETES, namespace, entities: [] };
    }
    return {
      sourceId,
      // The ref of a resource that is no secret names its own kind.
      system: sources.get(sourceId) ?? sourceKind,
      namespace: formatLocation(segments.slice(0, -1)),
      entities: [],
    };
  } catch {
    return undefined;
  }
}
