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

import { InputError } from '@backstage/errors';
import type {
  Coverage,
  ObjectObservation,
  ObservationBatch,
} from '@keyward/observation';
import { isIndexable, storableText } from '../../store/common/rows';
import type { SourceFence } from '../../store/sources/SourceFence';
import { instantOf } from './context';
import {
  readResource,
  readSecret,
  type ReadResource,
  type ReadSecret,
} from './readObservation';

/** Longer refs cannot be indexed by the databases. */
const LONGEST_REF = 2000;

/** A batch sorted by what is done with it, each ref once, its last word counting. */
export interface ReadBatch {
  stream: string;
  covers?: Coverage;
  generation?: string;
  complete: boolean;
  cursor?: string;
  observedAt: string;
  secrets: ReadSecret[];
  objects: ObjectObservation[];
  resources: ReadResource[];
  /** Refs that were not observed again, see `Inventory.isApplied`. */
  unchanged: string[];
  /** Refs of secrets and other resources that are gone. */
  gone: string[];
  goneObjects: string[];
}

export function readBatch(
  batch: ObservationBatch,
  fence: SourceFence,
): ReadBatch {
  const observedAt = instantOf(batch.observedAt);
  if (!observedAt) {
    throw new InputError('The batch does not say when it was observed');
  }
  if (batch.complete && !batch.generation) {
    throw new InputError('Only a batch of a full sync can complete it');
  }
  if (batch.unchanged?.length && !batch.generation) {
    throw new InputError('Only a batch of a full sync can name the unchanged');
  }
  const secrets = new Map<string, ReadSecret>();
  const objects = new Map<string, ObjectObservation>();
  const resources = new Map<string, ReadResource>();
  for (const observation of batch.upserts) {
    if (observation.ref.length > LONGEST_REF) {
      throw new InputError(
        `The ref ${observation.ref.slice(
          0,
          200,
        )}… is longer than ${LONGEST_REF}`,
      );
    }
    if (observation.type === 'secret') {
      secrets.set(
        observation.ref,
        storableSecret(readSecret(observation, fence)),
      );
    } else if (observation.type === 'resource') {
      resources.set(observation.ref, readResource(observation, fence));
    } else {
      objects.set(observation.ref, storableObject(observation));
    }
  }
  // Refs of objects have no kind before the source.
  const isResource = (ref: string) => ref.split('/', 1)[0].includes(':');
  return {
    stream: batch.stream,
    ...(batch.covers ? { covers: batch.covers } : {}),
    generation: batch.generation,
    complete: batch.complete === true,
    cursor: batch.cursor,
    observedAt,
    secrets: [...secrets.values()],
    objects: [...objects.values()],
    resources: [...resources.values()],
    unchanged: batch.unchanged ?? [],
    gone: batch.gone.filter(isResource),
    goneObjects: batch.gone.filter(ref => !isResource(ref)),
  };
}

/** Names as the database holds them, so that they are found again; each key once. Longer ones than can be are nobody's. */
function storableSecret(secret: ReadSecret): ReadSecret {
  const keys = new Map(
    secret.keys
      .filter(({ name }) => isIndexable(name))
      .map(key => [storableText(key.name), key] as const),
  );
  return {
    ...secret,
    namespace: storableText(secret.namespace),
    name: storableText(secret.name),
    keys: [...keys].map(([name, key]) =>
      name === key.name ? key : { ...key, name },
    ),
  };
}

function storableObject(object: ObjectObservation): ObjectObservation {
  const storableNames = <T extends { namespace: string; name: string }>(
    items: T[],
  ): T[] =>
    items
      .filter(
        ({ namespace, name }) => isIndexable(namespace) && isIndexable(name),
      )
      .map(item => ({
        ...item,
        namespace: storableText(item.namespace),
        name: storableText(item.name),
      }));
  return {
    ...object,
    references: storableNames(object.references),
    deliveries: storableNames(object.deliveries),
    ...(object.configMaps && {
      configMaps: object.configMaps.filter(isIndexable),
    }),
  };
}

/** Whether a batch says that anything changed. */
export function isChanging(batch: ReadBatch): boolean {
  return (
    namesAny(batch) || batch.gone.length > 0 || batch.goneObjects.length > 0
  );
}

/** Whether a batch says of anything that it is there. */
export function namesAny({ secrets, objects, resources }: ReadBatch): boolean {
  return secrets.length + objects.length + resources.length > 0;
}
