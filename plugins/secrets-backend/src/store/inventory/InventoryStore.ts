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
  DeliveredSecret,
  EntityLinks,
  EntityOrigin,
  LinkableSecret,
  ListedResource,
  ListedSecret,
  ListResourcesQuery,
  ListSecretsQuery,
  ObjectQuery,
  ResourcesQuery,
  SameValueGroup,
  SecretLinkQuery,
  StoredClaim,
  StoredHistoryEntry,
  StoredObject,
  StoredResource,
  StoredSecretDetail,
  StoredSource,
  StoredSum,
  StoredSummary,
} from './types';
import type { VisibilityFilter } from './VisibilityFilter';
import type { SecretsQuery } from './worstFindings';

/** What the API, the entity links and the actions read of the inventory. Only `Inventory` writes secrets. */
export interface InventoryStore {
  /** Secrets that exist or are referenced but missing, a page at a time. */
  listSecrets(query: ListSecretsQuery): Promise<{
    items: ListedSecret[];
    /** Absent unless `withTotal`; of secrets, whether they are grouped or not. */
    totalItems?: number;
    /** Of a grouped list, how many items there are. Absent unless `withTotal`. */
    totalGroups?: number;
    nextCursor?: string;
  }>;

  summarizeSecrets(query: SecretsQuery): Promise<StoredSummary>;

  /** One secret, also a gone one; undefined for one that the filter hides. */
  getSecret(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<StoredSecretDetail | undefined>;

  /** Other visible secrets whose deliverers read from a place of the same name. */
  findSameOrigin(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<{ id: string; ref: string }[]>;

  /** For each key of a secret that shares its value with another visible key. */
  findSameValues(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<SameValueGroup[]>;

  /** Newest first; undefined for a secret that the filter hides. */
  listHistory(
    id: string,
    options: { visibility: VisibilityFilter; cursor?: string; limit?: number },
  ): Promise<{ items: StoredHistoryEntry[]; nextCursor?: string } | undefined>;

  /** Resources that are no secrets, a page at a time: those that fail first. */
  listResources(query: ListResourcesQuery): Promise<{
    items: ListedResource[];
    totalItems: number;
    nextCursor?: string;
  }>;

  /** How many there are, how many with each value of some attributes, and what the numbers of one add up to. */
  summarizeResources(
    query: ResourcesQuery & { by: string[]; sum?: string },
  ): Promise<{
    total: number;
    counts: { attribute: string; value: string; count: number }[];
    sum?: StoredSum;
  }>;

  /** As what modules observe the objects of its namespace that deliver a secret, for who may see the secret. */
  findDeliverers(secret: DeliveredSecret): Promise<ListedResource[]>;

  /** One that is no secret; undefined where the filter shows neither it nor a secret that it delivers. */
  getResource(
    id: string,
    visibility: VisibilityFilter,
  ): Promise<ListedResource | undefined>;

  /**
   * Notes that the sync of a resource is requested, unless that was noted less than a
   * pause ago, by any replica: then it resolves to when that was.
   */
  noteSync(
    resource: { sourceId: string; id: string },
    when: { at: number; pauseMs: number },
  ): Promise<{ tooSoonAfter?: string }>;

  /** Takes back what was noted at an instant. */
  forgetSync(
    resource: { sourceId: string; id: string },
    at: number,
  ): Promise<void>;

  listSources(): Promise<StoredSource[]>;

  /** What they are alone, without counting what a source holds. */
  listSourceTitles(): Promise<Pick<StoredSource, 'id' | 'kind' | 'title'>[]>;

  /** False for a source that is not there. */
  requestSync(sourceId: string): Promise<boolean>;

  listClaims(entityRef: string): Promise<StoredClaim[]>;

  /** What an entity is linked to and a filter shows. */
  listVisibleLinks(
    entityRef: string,
    visibility: VisibilityFilter,
  ): Promise<{ via: string; namespace: string; ref: string }[]>;

  /** Sets links and claims of these entities; writes only what differs. Resolves to the ids of sources whose links changed. */
  replaceEntityLinks(entities: EntityLinks[]): Promise<string[]>;

  /** How many entities each of some secrets is linked to, by their first owner. */
  countEntities(
    secrets: { sourceId: string; id: string }[],
    options: { except: string[] },
  ): Promise<{ secretId: string; ownerRef?: string; count: number }[]>;

  /** All entities with links or claims. */
  listLinkedEntities(): Promise<string[]>;

  /** What marks call an entity, as they write it: a page, in the order of the texts. */
  listEntityMarks(after: string): Promise<{ texts: string[]; next?: string }>;

  /** Remembers entities that marks name, as they are first seen, and new owners at the same location. */
  rememberEntities(origins: EntityOrigin[]): Promise<void>;

  /** Notes that marks still name some entities. */
  keepRemembered(entityRefs: string[]): Promise<void>;

  /** Where some entities came from when their marks were believed. */
  findRemembered(entityRefs: string[]): Promise<Map<string, EntityOrigin>>;

  /** Believes the marks of an entity as it is now. */
  trustEntity(origin: EntityOrigin): Promise<void>;

  /** Notes which entities marks name although the catalog does not have them. */
  setAbsentEntities(entityRefs: string[]): Promise<void>;

  removeEntityLinks(entityRefs: string[]): Promise<void>;

  /** Of some secrets those that exist or are referenced but missing, in any order. */
  findResources(
    secrets: { sourceId: string; ref: string }[],
  ): Promise<StoredResource[]>;

  /** Objects in the order of their refs, a page of at most 1000. */
  findObjects(query: ObjectQuery): Promise<StoredObject[]>;

  /** Of some objects, by their refs, those that run pods: by their kind, or because they own one that does. */
  findWorkloads(refs: string[]): Promise<Set<string>>;

  /** Secrets (missing ones too) in the order of their ids, a page of at most 1000. */
  findSecrets(query: SecretLinkQuery): Promise<LinkableSecret[]>;
}

/** What one applied batch changed. */
export interface InventoryChange {
  sourceId: string;
  /** Grows with each change of a source in this process. */
  revision: number;
  /** Secrets that appeared, changed, went or changed their state, at most 5,000; absent when there were more. */
  secretIds?: string[];
  /** Namespaces that were touched; absent when there were more than 1,000. */
  namespaces?: string[];
}

/** Told after the commit, in the process that applied the batch. Must not throw and is not awaited. */
export type InventoryListener = (change: InventoryChange) => void;
