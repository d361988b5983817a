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

import { ANNOTATION_ENTITY } from '@keyward/backstage-plugin-secrets-common';
import type {
  EntityLinks,
  InventoryStore,
  LinkableSecret,
  ObjectQuery,
  StoredObject,
} from '../store/inventory';
import type { AccessConfig } from '../permissions';
import { KUBERNETES } from '../store/common/presence';
import {
  agrees,
  isInScope,
  isSource,
  marksOf,
  spellingsOf,
  type Marks,
} from './confirmations';
import { describeClaims } from './describeClaims';
import { namesSecret, selectsObjects, type EntityClaims } from './EntityClaims';
import { chunksOf, pagesOfObjects, pagesOfSecrets } from './pages';
import { ANNOTATION_KUBERNETES_ID, isNamespaceName } from './readClaims';
import { SecretRoom } from './SecretRoom';
import { Selectors } from './Selectors';
import { groupByEach } from '../store/common/groups';

/** Each page of what they use follows all their references anew, so that it should hold all of it. */
const CONSUMERS_AT_ONCE = 20;

/** A confirmed claim on one secret. */
export interface ConfirmedLink {
  sourceId: string;
  secretId: string;
  namespace: string;
  ref: string;
  via: 'secret' | 'workload' | 'label' | 'namespace' | 'list';
}

/** What one entity turned out to have. */
export interface ResolvedEntity {
  stored: EntityLinks;
  /** `source/namespace` of its links. */
  places: Set<string>;
}

interface Candidate {
  secret: LinkableSecret;
  claims: EntityClaims;
  via: ConfirmedLink['via'];
  /** That uses the secret, where its marks count. */
  workload?: StoredObject;
}

type Source = { id: string; title: string };

/**
 * Finds the secrets that some entities claim and the other side confirms. The
 * inventory is read in pages and by sets; only what is confirmed is kept, so that a
 * claim on everything costs time but no memory, and crowds nobody out.
 */
export class LinkResolver {
  readonly #store: InventoryStore;
  readonly #access: AccessConfig;
  readonly #sources: Map<string, Source>;
  readonly #links = new Map<string, Map<string, ConfirmedLink>>();
  /** What Namespaces say, by `source/namespace`. */
  readonly #namespaces = new Map<string, Marks | undefined>();
  /** Entities that marks name which do not count. */
  readonly #heldBack = new Set<string>();
  /** Entities that some secrets have no room for. */
  readonly #crowdedOut = new Set<string>();
  #room: SecretRoom;

  constructor(options: {
    store: InventoryStore;
    access: AccessConfig;
    sources: Source[];
  }) {
    this.#store = options.store;
    this.#access = options.access;
    this.#sources = new Map(options.sources.map(source => [source.id, source]));
    this.#room = new SecretRoom(options.store, []);
  }

  async resolve(entities: EntityClaims[]): Promise<ResolvedEntity[]> {
    this.#room = new SecretRoom(
      this.#store,
      entities.map(({ entityRef }) => entityRef),
    );
    // Of those that a secret has no room for, it should be the same ones each time.
    const sorted = [...entities].sort((a, b) =>
      a.entityRef < b.entityRef ? -1 : 1,
    );
    await this.#byMark(sorted);
    await this.#byList(sorted);
    await this.#byPattern(sorted);
    await this.#byId(sorted.filter(claims => !claims.selector));
    await this.#bySelector(sorted);
    await this.#byNamespace(sorted);
    return entities.map(claims => {
      const links = [...(this.#links.get(claims.entityRef)?.values() ?? [])];
      return {
        stored: {
          entityRef: claims.entityRef,
          ownerRefs: claims.ownerRefs,
          system: claims.system,
          claims: describeClaims(claims, links, {
            heldBack: this.#heldBack.has(claims.entityRef),
            crowdedOut: this.#crowdedOut.has(claims.entityRef),
            isNamespaceConfirmed: namespace =>
              this.#isNamespaceConfirmed(claims, namespace),
          }),
          links: links.map(({ sourceId, secretId, via }) => ({
            sourceId,
            secretId,
            via,
          })),
        },
        places: new Set(
          links.map(({ sourceId, namespace }) => `${sourceId}/${namespace}`),
        ),
      };
    });
  }

  /** Secrets that name the entity themselves. */
  async #byMark(entities: EntityClaims[]): Promise<void> {
    const named = new Map(entities.map(claims => [claims.entityRef, claims]));
    const spellings = entities.flatMap(({ entityRef }) =>
      spellingsOf(entityRef),
    );
    for (const values of chunksOf(spellings)) {
      const labels = [
        { key: ANNOTATION_ENTITY, operator: 'in', values } as const,
      ];
      for await (const secrets of pagesOfSecrets(this.#store, {
        labels: [...labels],
      })) {
        await this.#confirm(
          secrets.flatMap(secret => {
            const claims = named.get(marksOf(secret).entityRef ?? '');
            return claims ? [{ secret, claims, via: 'secret' as const }] : [];
          }),
        );
      }
    }
  }

  async #byList(entities: EntityClaims[]): Promise<void> {
    const naming = groupByEach(entities, claims =>
      claims.secretRefs.flatMap(({ parsed }) =>
        parsed && parsed.prefix === undefined ? [parsed.ref] : [],
      ),
    );
    for (const refs of chunksOf(naming.keys())) {
      for await (const secrets of pagesOfSecrets(this.#store, { refs })) {
        await this.#confirm(
          secrets.flatMap(secret =>
            naming
              .get(secret.ref)!
              .map(claims => ({ secret, claims, via: 'list' as const })),
          ),
        );
      }
    }
  }

  /** Entities that list secrets by a path with stars. */
  async #byPattern(entities: EntityClaims[]): Promise<void> {
    const naming = groupByEach(entities, claims =>
      claims.secretRefs.flatMap(({ parsed }) => parsed?.prefix ?? []),
    );
    for (const [refPrefix, claiming] of naming) {
      for await (const secrets of pagesOfSecrets(this.#store, { refPrefix })) {
        await this.#confirm(
          secrets.flatMap(secret =>
            claiming
              .filter(({ secretRefs }) =>
                secretRefs.some(named => namesSecret(named, secret.ref)),
              )
              .map(claims => ({ secret, claims, via: 'list' as const })),
          ),
        );
      }
    }
  }

  async #byId(entities: EntityClaims[]): Promise<void> {
    const naming = groupByEach(entities, ({ id }) =>
      id === undefined ? [] : [id],
    );
    for (const values of chunksOf(naming.keys())) {
      const idsOf = (labels: Record<string, string>) =>
        Object.hasOwn(labels, ANNOTATION_KUBERNETES_ID)
          ? naming.get(labels[ANNOTATION_KUBERNETES_ID]) ?? []
          : [];
      await this.#byLabels(
        {
          labels: [{ key: ANNOTATION_KUBERNETES_ID, operator: 'in', values }],
        },
        object =>
          new Set([
            ...idsOf(object.labels),
            ...('podLabels' in object ? idsOf(object.podLabels) : []),
          ]),
      );
    }
  }

  async #bySelector(entities: EntityClaims[]): Promise<void> {
    const selecting = entities.filter(({ selector }) => selector?.requirements);
    const selectors = new Selectors(selecting);
    const { labels: anyLabel } = selectors;
    if (anyLabel.length === 0) {
      return;
    }
    const everyNamed = selecting.every(({ namespaces }) => namespaces);
    const [namespaces, more] = chunksOf(
      selecting.flatMap(claims =>
        (claims.namespaces ?? []).map(({ name }) => name),
      ),
    );
    await this.#byLabels(
      { anyLabel, ...(everyNamed && !more ? { namespaces } : {}) },
      object => selectors.entitiesOf(object),
    );
  }

  /** Secrets that workloads use which a query selects, and secrets that it selects. */
  async #byLabels(
    query: Pick<ObjectQuery, 'labels' | 'anyLabel' | 'namespaces'>,
    claiming: (object: StoredObject | LinkableSecret) => Iterable<EntityClaims>,
  ): Promise<void> {
    for await (const objects of pagesOfObjects(this.#store, {
      ...query,
      topLevel: true,
    })) {
      await this.#byWorkloads(objects, claiming);
    }
    for await (const secrets of pagesOfSecrets(this.#store, query)) {
      await this.#confirm(
        secrets.flatMap(secret =>
          [...claiming(secret)]
            .filter(claims => this.#reaches(claims, secret))
            .map(claims => ({ secret, claims, via: 'label' as const })),
        ),
      );
    }
  }

  async #byWorkloads(
    objects: StoredObject[],
    claiming: (object: StoredObject) => Iterable<EntityClaims>,
  ): Promise<void> {
    const claimed = new Map<
      string,
      { workload: StoredObject; by: EntityClaims[] }
    >();
    for (const workload of objects) {
      const by = [...claiming(workload)].filter(claims =>
        this.#reaches(claims, workload),
      );
      if (by.length > 0) {
        claimed.set(workload.ref, { workload, by });
      }
    }
    const speaking = await this.#findSpeaking(objects, claimed);
    for (const consumedBy of chunksOf(claimed.keys(), CONSUMERS_AT_ONCE)) {
      for await (const secrets of pagesOfSecrets(this.#store, { consumedBy })) {
        await this.#confirm(
          secrets.flatMap(secret =>
            (secret.consumers ?? []).flatMap(ref => {
              const { workload, by } = claimed.get(ref)!;
              return by.map(claims => ({
                secret,
                claims,
                via: 'workload' as const,
                workload: speaking.has(ref) ? workload : undefined,
              }));
            }),
          ),
        );
      }
    }
  }

  /**
   * Of claimed objects those whose marks count. Whoever may change what runs pods may
   * read the secrets of its namespace; whoever may change an Ingress may not.
   */
  async #findSpeaking(
    objects: StoredObject[],
    claimed: Map<string, unknown>,
  ): Promise<Set<string>> {
    const marked = objects.filter(object => {
      const { entityRef, ownerRef } = marksOf(object);
      return claimed.has(object.ref) && (entityRef || ownerRef);
    });
    const speaking = new Set<string>();
    for (const refs of chunksOf(marked.map(({ ref }) => ref))) {
      (await this.#store.findWorkloads(refs)).forEach(ref => speaking.add(ref));
    }
    return speaking;
  }

  /** An entity that names namespaces and nothing in them claims all of them. */
  async #byNamespace(entities: EntityClaims[]): Promise<void> {
    const naming = groupByEach(entities, claims =>
      selectsObjects(claims)
        ? []
        : (claims.namespaces ?? []).map(({ name }) => name),
    );
    for (const namespaces of chunksOf(naming.keys())) {
      for await (const secrets of pagesOfSecrets(this.#store, { namespaces })) {
        await this.#confirm(
          secrets.flatMap(secret =>
            naming
              .get(secret.namespace)!
              .filter(claims => this.#reaches(claims, secret))
              .map(claims => ({ secret, claims, via: 'namespace' as const })),
          ),
        );
      }
    }
    // What the Namespaces themselves say is shown with the claims.
    await this.#loadClaimedNamespaces(entities);
  }

  /** Of the namespaces that an entity names, those that are confirmed whatever is in them. */
  async namespacesOf(claims: EntityClaims): Promise<Set<string>> {
    await this.#loadClaimedNamespaces([claims]);
    const names = (claims.namespaces ?? []).map(({ name }) => name);
    return new Set(
      names.filter(name => this.#isNamespaceConfirmed(claims, name)),
    );
  }

  /** The same, each with the source in which it is confirmed. */
  async placesOf(
    claims: EntityClaims,
  ): Promise<{ sourceId: string; namespace: string }[]> {
    await this.#loadClaimedNamespaces([claims]);
    return (claims.namespaces ?? []).flatMap(({ name: namespace }) =>
      [...this.#sources.values()]
        .filter(source => this.#isConfirmedIn(source, claims, namespace))
        .map(({ id: sourceId }) => ({ sourceId, namespace })),
    );
  }

  async #loadClaimedNamespaces(entities: EntityClaims[]): Promise<void> {
    await this.#loadNamespaces(
      entities.flatMap(claims =>
        (claims.namespaces ?? []).flatMap(({ name }) =>
          [...this.#sources.keys()].map(sourceId => ({
            sourceId,
            namespace: name,
          })),
        ),
      ),
    );
  }

  /** Whether a claim, by its cluster and namespaces, is about a place at all. */
  #reaches(
    claims: EntityClaims,
    place: { sourceId: string; system?: string; namespace?: string },
  ): boolean {
    const source = this.#sources.get(place.sourceId);
    return (
      source !== undefined &&
      (claims.cluster === undefined || isSource(source, claims.cluster)) &&
      (claims.namespaces === undefined ||
        ((place.system ?? KUBERNETES) === KUBERNETES &&
          claims.namespaces.some(({ name }) => name === place.namespace)))
    );
  }

  /** Keeps the candidates that the other side agrees with. */
  async #confirm(candidates: Candidate[]): Promise<void> {
    await this.#loadNamespaces(candidates.map(({ secret }) => secret));
    const owned: Candidate[] = [];
    for (const candidate of candidates) {
      const confirmation = this.#confirmationOf(candidate);
      if (confirmation === 'name') {
        this.#keep(candidate);
      } else if (confirmation) {
        owned.push(candidate);
      }
    }
    const fresh = owned.filter(candidate => !this.#isKept(candidate));
    await this.#room.look(fresh.map(({ secret }) => secret));
    for (const candidate of fresh) {
      const { secret, claims } = candidate;
      if (this.#isKept(candidate)) {
        continue;
      }
      if (this.#room.take(secret, claims)) {
        this.#keep(candidate);
      } else {
        this.#crowdedOut.add(claims.entityRef);
      }
    }
  }

  /** Whether the other side agrees, and whether it does so by the name of the entity. */
  #confirmationOf({
    secret,
    claims,
    workload,
  }: Candidate): 'name' | 'other' | undefined {
    const source = this.#sources.get(secret.sourceId);
    if (!source) {
      return undefined;
    }
    const marks = [
      marksOf(secret),
      this.#namespaces.get(`${secret.sourceId}/${secret.namespace}`),
      // Whoever makes a workload speaks for its own namespace only.
      workload?.namespace === secret.namespace ? marksOf(workload) : undefined,
    ];
    const isNamed = marks.some(some => some?.entityRef === claims.entityRef);
    if (isNamed && !claims.held) {
      return 'name';
    }
    const isConfirmed =
      this.#access.trustAnnotations ||
      marks.some(some => agrees(some, claims)) ||
      isInScope(this.#access, claims, source, secret);
    if (!isConfirmed && isNamed) {
      this.#heldBack.add(claims.entityRef);
    }
    return isConfirmed ? 'other' : undefined;
  }

  #isNamespaceConfirmed(claims: EntityClaims, namespace: string): boolean {
    return [...this.#sources.values()].some(source =>
      this.#isConfirmedIn(source, claims, namespace),
    );
  }

  #isConfirmedIn(
    source: Source,
    claims: EntityClaims,
    namespace: string,
  ): boolean {
    return (
      this.#reaches(claims, { sourceId: source.id, namespace }) &&
      (this.#access.trustAnnotations ||
        agrees(this.#namespaces.get(`${source.id}/${namespace}`), claims) ||
        isInScope(this.#access, claims, source, {
          system: KUBERNETES,
          namespace,
        }))
    );
  }

  #isKept({ secret, claims }: Candidate): boolean {
    return this.#links.get(claims.entityRef)?.has(secret.id) ?? false;
  }

  #keep({ secret, claims, via }: Candidate): void {
    const links = this.#links.get(claims.entityRef) ?? new Map();
    this.#links.set(claims.entityRef, links);
    if (!links.has(secret.id)) {
      const { sourceId, namespace, ref } = secret;
      links.set(secret.id, {
        sourceId,
        secretId: secret.id,
        namespace,
        ref,
        via,
      });
    }
  }

  async #loadNamespaces(
    places: { sourceId: string; namespace: string }[],
  ): Promise<void> {
    const wanted = new Map<string, Set<string>>();
    for (const { sourceId, namespace } of places) {
      const place = `${sourceId}/${namespace}`;
      if (!this.#namespaces.has(place) && isNamespaceName(namespace)) {
        this.#namespaces.set(place, undefined);
        wanted.set(
          sourceId,
          (wanted.get(sourceId) ?? new Set<string>()).add(namespace),
        );
      }
    }
    for (const [sourceId, namespaces] of wanted) {
      for (const names of chunksOf(namespaces)) {
        for await (const objects of pagesOfObjects(this.#store, {
          sourceIds: [sourceId],
          kinds: ['Namespace'],
          names,
        })) {
          // Anybody can define a kind of this name in a group of their own.
          for (const object of objects.filter(({ apiGroup }) => !apiGroup)) {
            this.#namespaces.set(`${sourceId}/${object.name}`, marksOf(object));
          }
        }
      }
    }
  }
}
