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

import {
  combineAges,
  kubernetesSecretRef,
  type Observation,
  type ObjectObservation,
  type SecretObservation,
  type UnlistedKind,
} from '@keyward/observation';
import {
  defaultRuleSettings,
  marksOfAnnotations,
  unlistedKindsIn,
  usageOf,
} from '@keyward/findings';
import { believedDeliveries, mergeDeliverer } from '@keyward/kube-model';
import { type InventoryRow } from './InventoryRow';
import {
  type SecretNeighbours,
  SurroundingObjects,
} from './SurroundingObjects';

/** What was read, and how far it goes. */
export interface InventoryInput {
  sourceId: string;
  observations: Iterable<Observation>;
  /**
   * The namespaces of which all Secrets were listed, `all` of them, or `none`:
   * only there a secret that is not there is missing.
   */
  listed: 'all' | 'none' | string[];
  /** Kinds that may use secrets and are not in it. */
  unlistedKinds?: UnlistedKind[];
}

/** The secrets of one source with what surrounds them. */
export function buildInventory(input: InventoryInput): InventoryRow[] {
  const secrets = new Map<string, SecretObservation>();
  const objects: ObjectObservation[] = [];
  for (const observation of input.observations) {
    if (observation.type === 'secret') {
      secrets.set(`${observation.namespace}/${observation.name}`, observation);
    } else {
      objects.push(observation);
    }
  }
  const surrounding = new SurroundingObjects(
    objects,
    [...secrets.values()],
    input.sourceId,
  );
  const rows: InventoryRow[] = [];
  for (const secret of secrets.values()) {
    rows.push(toRow(input, secret, surrounding.of(secret)));
  }
  for (const [place, neighbours] of surrounding.entries()) {
    const row = secrets.has(place)
      ? undefined
      : toAbsentRow(input, place, neighbours);
    if (row) {
      rows.push(row);
    }
  }
  return rows;
}

function toRow(
  { sourceId: source, unlistedKinds }: InventoryInput,
  secret: SecretObservation,
  neighbours: SecretNeighbours,
): InventoryRow {
  const { named, sure } = believedDeliveries(
    secret.deliverer,
    neighbours.delivering,
    secret.namespace,
  );
  const { kind, namespace, name, basis } = mergeDeliverer(
    secret.deliverer,
    named,
  );
  return {
    ref: secret.ref,
    source,
    namespace: secret.namespace,
    name: secret.name,
    class: secret.class,
    type: secret.secretType,
    keyCount: Math.max(secret.keyCount, secret.keys.length),
    keys: secret.keys.map(key => ({
      name: key.name,
      class: key.class,
      ...(key.size ? { size: key.size } : {}),
      ...(key.weak ? { weak: true } : {}),
      age: key.age,
    })),
    deliveredBy: { kind, namespace, name, basis },
    consumers: neighbours.consumers,
    possibleConsumers: neighbours.possibleConsumers,
    ...usedBy(secret, neighbours, unlistedKinds),
    age: ageOf(secret),
    ...failureOf(sure),
  };
}

/** What is known of its use besides its consumers. */
function usedBy(
  secret: SecretObservation,
  { consumers, possibleConsumers }: SecretNeighbours,
  unlistedKinds: readonly UnlistedKind[] = [],
): Pick<InventoryRow, 'platform' | 'doubt'> {
  const usage = usageOf(
    {
      ...secret,
      ...marksOfAnnotations(secret.annotations),
      consumerCount: consumers.length,
      possibleConsumers: possibleConsumers.map(
        ({ kind, name }) => `${kind}/${name}`,
      ),
      unlistedKinds: unlistedKindsIn(unlistedKinds, secret.namespace),
    },
    { ...defaultRuleSettings, now: '' },
  );
  if (usage.state === 'used') {
    return usage.platform ? { platform: usage.platform } : {};
  }
  return 'doubt' in usage ? { doubt: usage.doubt } : {};
}

/**
 * A secret that should be there: something needs it, or what should make it
 * fails. The second counts only where the Secrets were listed.
 */
function toAbsentRow(
  input: InventoryInput,
  place: string,
  neighbours: SecretNeighbours,
): InventoryRow | undefined {
  const [namespace, name] = place.split('/');
  const { listed, sourceId } = input;
  const all = listed === 'all' || listed.includes(namespace);
  const { sure } = believedDeliveries(
    undefined,
    neighbours.delivering,
    namespace,
  );
  const failure = failureOf(sure);
  const { required } = neighbours;
  if (!required && !(all && failure.states.length > 0)) {
    return undefined;
  }
  const [deliverer] = sure;
  return {
    ref: kubernetesSecretRef(sourceId, namespace, name),
    source: sourceId,
    namespace,
    name,
    keys: [],
    ...(deliverer
      ? {
          deliveredBy: {
            kind: deliverer.kind,
            namespace: deliverer.namespace,
            name: deliverer.name,
            basis: 'delivery',
          },
        }
      : {}),
    consumers: neighbours.consumers,
    possibleConsumers: [],
    age: { basis: 'unknown' },
    ...failure,
    states: [
      ...failure.states,
      ...(required
        ? [all ? ('missing' as const) : ('notInFile' as const)]
        : []),
    ],
  };
}

function failureOf(
  delivering: readonly ObjectObservation[],
): Pick<InventoryRow, 'states' | 'reason'> {
  const failed = delivering.find(object => object.status?.ready === 'false');
  if (!failed) {
    return { states: [] };
  }
  const reason = failed.status?.reason;
  return { states: ['deliveryFailed'], ...(reason ? { reason } : {}) };
}

/** Where no key is known, its creation still bounds the age of what is in it. */
function ageOf(secret: SecretObservation): InventoryRow['age'] {
  if (secret.keys.length > 0) {
    return combineAges(secret.keys.map(({ age }) => age));
  }
  return secret.createdAt
    ? { earliest: secret.createdAt, basis: 'creation' }
    : { basis: 'unknown' };
}
