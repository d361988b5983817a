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
import { parseSecretRef } from '@keyward/observation';
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
  const named = refs.map(readRef);
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

function readRef(ref: string): SecretResource | undefined {
  try {
    const { sourceKind, sourceId, segments } = parseSecretRef(ref);
    const namespace = sourceKind === 'kubernetes' ? segments[0] : '';
    return { sourceId, namespace, entities: [] };
  } catch {
    return undefined;
  }
}
