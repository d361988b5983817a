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

import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type {
  Refusal,
  SealPlace,
} from '@keyward/backstage-plugin-secrets-common';
import type { Sealer } from '@keyward/backstage-plugin-secrets-node';
import type { Knex } from 'knex';
import { findClaimedPlaces } from '../links';
import { type AccessConfig, ownersOf } from '../permissions';
import { KUBERNETES } from '../store/common/presence';
import type { Environments } from '../store/environments/Environments';
import { loadEnvironments } from '../store/environments/loadEnvironments';
import type {
  InventoryStore,
  ListedResource,
  VisibilityFilter,
} from '../store/inventory';
import { findPlaces, type Place } from '../store/requests';
import { wouldShow } from './wouldShow';

const MOST_PLACES = 200;
/** Of one source: its controllers, and the certificates that they ever served. */
const MOST_RESOURCES = 1000;
const PAGE = 'See docs/requests.md.';

/** What {@link findSealPlaces} works with. */
export interface SealPlaceOptions {
  access: AccessConfig;
  environments: Environments;
  knex: Knex;
  sealer?: Sealer;
  store: InventoryStore;
}

/** Where one may seal for an entity. */
export interface FoundPlaces {
  places: SealPlace[];
  refusals: Refusal[];
}

/**
 * The confirmed namespaces of an entity, with the controllers that unseal there.
 *
 * @param shown - what the caller sees of the entity: a namespace where it would hide a new
 *   secret is left out
 */
export async function findSealPlaces(
  options: SealPlaceOptions,
  entity: Entity,
  shown: VisibilityFilter,
  now: Date,
): Promise<FoundPlaces> {
  const { access, environments, knex, sealer, store } = options;
  if (!sealer) {
    return {
      places: [],
      refusals: [
        {
          code: 'no-sealer',
          reason: 'This portal has no module that knows how to seal.',
          remedy: `Have the module for Sealed Secrets installed. ${PAGE}`,
        },
      ],
    };
  }
  const clusters = new Map(
    (await store.listSourceTitles())
      .filter(({ kind }) => kind === KUBERNETES)
      .map(source => [source.id, source]),
  );
  const found = distinct([
    ...(await findPlaces(knex, shown, MOST_PLACES)),
    ...(await findClaimedPlaces({ access, store }, entity)).filter(place =>
      wouldShow(shown, {
        ...place,
        entityRef: stringifyEntityRef(entity),
        ownerRefs: ownersOf(entity),
      }),
    ),
  ]).filter(({ sourceId }) => clusters.has(sourceId));
  const taken = found.slice(0, MOST_PLACES);
  const environmentOf = await loadEnvironments(knex, environments, taken);
  const places: SealPlace[] = [];
  for (const [sourceId, inSource] of Map.groupBy(
    taken,
    each => each.sourceId,
  )) {
    const { title } = clusters.get(sourceId)!;
    const resources = await loadControllers(store, sealer, sourceId);
    const unknown = await findUnknown(store, inSource);
    for (const { namespace } of inSource) {
      const controllers = sealer.findControllers(namespace, resources, now);
      const refusal = unknown.has(namespace)
        ? {
            code: 'namespace-unknown',
            reason: `There is no namespace ${namespace} in ${title}.`,
            remedy: 'Create it first, or select another one.',
          }
        : refusalWithout(controllers.length, title);
      const environment = environmentOf({
        sourceId,
        sourceTitle: title,
        namespace,
      });
      places.push({
        sourceId,
        sourceTitle: title,
        namespace,
        ...(environment ? { environment } : {}),
        controllers,
        ...(refusal ? { refusal } : {}),
      });
    }
  }
  return { places, refusals: refusalsOf(found.length) };
}

function refusalsOf(count: number): Refusal[] {
  if (count === 0) {
    return [
      {
        code: 'no-place',
        reason: 'No namespace of a cluster is confirmed for this entity.',
        remedy:
          'Name its namespace in the annotations of the entity, and confirm it. See docs/claims.md.',
      },
    ];
  }
  return count > MOST_PLACES
    ? [
        {
          code: 'too-many-places',
          reason: `The entity has ${count} namespaces or more, of which ${MOST_PLACES} are listed.`,
        },
      ]
    : [];
}

function refusalWithout(
  controllers: number,
  title: string,
): Refusal | undefined {
  return controllers > 0
    ? undefined
    : {
        code: 'controller-missing',
        reason: `No controller that unseals in this namespace was seen in ${title}.`,
        remedy:
          'Have a Sealed Secrets controller installed in the cluster, or select another cluster. See docs/sealed-secrets.md.',
      };
}

async function loadControllers(
  store: InventoryStore,
  { controllerKinds }: Sealer,
  sourceId: string,
): Promise<ListedResource[]> {
  const { items } = await store.listResources({
    // What a controller is and which public certificate it serves is no secret of anybody.
    visibility: { all: true },
    kinds: [...controllerKinds],
    filters: { sourceIds: [sourceId] },
    limit: MOST_RESOURCES,
  });
  return items;
}

/** Of some namespaces of a source those that are not there, where its Namespaces are listed at all. */
async function findUnknown(
  store: InventoryStore,
  places: readonly Place[],
): Promise<Set<string>> {
  const names = places.map(({ namespace }) => namespace);
  const query = { sourceIds: [places[0].sourceId], kinds: ['Namespace'] };
  const listed = await store.findObjects({ ...query, limit: 1 });
  if (listed.length === 0) {
    return new Set();
  }
  const there = await store.findObjects({ ...query, names });
  const known = new Set(
    there.filter(({ apiGroup }) => !apiGroup).map(({ name }) => name),
  );
  return new Set(names.filter(name => !known.has(name)));
}

function distinct(places: readonly Place[]): Place[] {
  return [
    ...new Map(
      places.map(place => [`${place.sourceId}/${place.namespace}`, place]),
    ).values(),
  ];
}
