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

import type { Severity } from '@keyward/findings';
import type {
  AnnotationObservation,
  Attributes,
  ManagerObservation,
  ObjectStatusObservation,
  OwnerObservation,
  SecretLocator,
  ValueAge,
} from '@keyward/observation';
import type { LabelRequirement } from '@keyward/kube-model';
import type { RenewalFacts } from '@keyward/findings';
import type { SourceProblem } from '@keyward/backstage-plugin-secrets-node';
import type { StoredKeyCertificates } from './loadCertificates';
import type { VisibilityFilter } from './VisibilityFilter';

/** What is wrong with a secret before any rule is asked. */
export const SECRET_STATES = [
  'deliveryFailed',
  'missing',
  'sourceStale',
] as const;

export type SecretState = (typeof SECRET_STATES)[number];

/** What delivers a secret: a tool's own object with its status where there is one. */
export interface StoredDeliverer {
  kind: string;
  apiGroup?: string;
  namespace?: string;
  name?: string;
  basis: string;
  ready?: 'true' | 'false' | 'unknown';
  reason?: string;
  since?: string;
  /** Why it is not ready, where a module found that out, for example `denied`. */
  cause?: string;
  /** When it last delivered; read for one secret only. */
  lastSync?: string;
  /** For example `vault:secret/prod/db`, several joined by a comma. */
  from?: string;
}

/** A confirmed claim of an entity on a secret. */
export interface StoredEntityLink {
  entityRef: string;
  /** All of them, in the order of the catalog. */
  ownerRefs: string[];
  system?: string;
  via: string;
}

/** What policies go by, see `SecretResource`. */
export interface StoredResource {
  ref: string;
  sourceId: string;
  /** The kind of system, for example `kubernetes`. */
  system: string;
  /** A location as text, in Kubernetes the namespace. */
  namespace: string;
  links: StoredEntityLink[];
}

export interface StoredSecret {
  /** A random uuid, kept for as long as the ref is known, over deletion too. */
  id: string;
  ref: string;
  sourceId: string;
  sourceTitle: string;
  sourceState: SourceState;
  sourceStateSince?: string;
  sourceMode?: string;
  dashboardUrl?: string;
  /** The kind of system, for example `kubernetes`. */
  system: string;
  /** A location as text, in Kubernetes the namespace. */
  namespace: string;
  name: string;
  /** Empty for a secret that was never seen. */
  type: string;
  class: string;
  /** False for one that is referenced but missing, and for one that is gone. */
  exists: boolean;
  /** When it was seen to be gone. */
  goneAt?: string;
  keyCount: number;
  /** At most the first 20. */
  keyNames: string[];
  deliverer: StoredDeliverer;
  /** Top-level objects that refer to it. */
  consumerCount: number;
  /** At most the first 3, as kind/name. */
  consumers: string[];
  valueAge: ValueAge;
  /** What is known before any rule is asked. */
  states: SecretState[];
  links: StoredEntityLink[];
  createdAt?: string;
  firstSeen: string;
  lastSeen: string;
}

export interface StoredKey {
  name: string;
  class: string;
  size?: string;
  weak: boolean;
  valueAge: ValueAge;
  /** Whether it has a fingerprint. The fingerprint itself never leaves the store. */
  comparable: boolean;
}

export interface StoredConsumer {
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  how: string;
  container?: string;
  containerKind?: string;
  keys?: string[];
  path?: string;
  optional: boolean;
  subPath: boolean;
  /** Its annotations ask a controller to restart it when the secret changes. */
  reloads?: boolean;
  /** The top-level object, where it is another one. */
  workload?: { kind: string; name: string };
  /** Pods that refer to the secret and belong to this top-level object. */
  pods?: number;
}

/** An object that makes the secret, see `DeliveryObservation`. */
export interface StoredDelivery {
  /** The source of the object. */
  sourceId: string;
  objectRef: string;
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  from: StoredOrigin[];
  ready?: 'true' | 'false' | 'unknown';
  reason?: string;
  since?: string;
  lastSync?: string;
}

/** A secret with what delivers it. */
export interface DeliveredSecret {
  sourceId: string;
  namespace: string;
  deliveries: readonly Pick<
    StoredDelivery,
    'sourceId' | 'kind' | 'namespace' | 'name'
  >[];
}

/** Another secret on the way of a value, that the caller may see. */
export interface LineageSecret {
  id: string;
  sourceId: string;
  ref: string;
  namespace: string;
  name: string;
  sourceTitle: string;
  exists: boolean;
}

/** Where a value comes from: as the deliverer names it, and the secret there if the caller may see it. */
export interface StoredOrigin {
  locator?: SecretLocator;
  secret?: LineageSecret;
  /** Whether its value was set after the deliverer last synced, as far as both are dated. */
  isNewer?: boolean;
}

/** An object that uses a secret which gets its value from another one. */
export interface FedWorkload {
  kind: string;
  namespace?: string;
  name: string;
  how: string;
}

/** An object that takes the value of a secret of another system into its pods without a Secret. */
export interface StoredTaker {
  sourceId: string;
  sourceTitle: string;
  /** Empty for what is in none. */
  namespace: string;
  kind: string;
  name: string;
}

/** A secret that gets its value from another one. */
export interface StoredFeed extends Partial<ObjectStatusObservation> {
  secret: LineageSecret;
  /** What delivers it, where that is known. */
  via?: { kind: string; name: string };
  /** The first few that use it, and one more where there are more. */
  workloads: FedWorkload[];
}

/** What the cert-manager Certificate that makes a secret says of its renewal. */
export interface StoredRenewal extends RenewalFacts {
  name: string;
  /** For example `ClusterIssuer/letsencrypt`. */
  issuer?: string;
}

export interface StoredSecretDetail extends StoredSecret {
  uid?: string;
  taken: 'fingerprint' | 'metadata' | 'references';
  immutable?: boolean;
  keys: StoredKey[];
  /** Only keys that hold some. */
  certificates: StoredKeyCertificates[];
  renewal?: StoredRenewal;
  /** Since when its source is observed without a gap that could hide a consumer. */
  observedSince?: string;
  /** When the last of its consumers was gone. */
  lastConsumedAt?: string;
  /** At most 500; pods and ReplicaSets that belong to a listed workload are counted in its `pods`. */
  consumerList: StoredConsumer[];
  /** What refers to a secret of this name in a namespace that is not known, as kind/name; at most 3. */
  possibleConsumers: string[];
  /** Kinds that may use it unseen, as `databases.example.com`; `*` where it is not known which. */
  unlistedKinds: string[];
  deliveries: StoredDelivery[];
  /** What it gets its value from without an object that delivers it. */
  origins: StoredOrigin[];
  /** What gets its value from it; only secrets that the caller may see. */
  feeds: StoredFeed[];
  /** What takes its value without a Secret, as far as the caller may see something there. */
  takers: StoredTaker[];
  labels: Record<string, string>;
  /** The keys of labels whose values are not kept. */
  otherLabels?: string[];
  annotations: AnnotationObservation[];
  managers: ManagerObservation[];
  owners: OwnerObservation[];
  /** What only its system has. */
  attributes: Attributes;
}

/** Keys of one secret that hold the same value as keys elsewhere. */
export interface SameValueGroup {
  key: string;
  /** Opaque, and different for each secret that is asked about. */
  group: string;
  /** At most 20, and only secrets that the caller may see. */
  others: { id: string; ref: string; key: string }[];
}

export type HistoryEvent =
  | 'appeared'
  | 'changed'
  | 'valueChanged'
  | 'keyAdded'
  | 'keyRemoved'
  | 'gone'
  | 'recreated'
  | 'deliveryFailed'
  | 'deliveryRecovered'
  | 'referencedMissing';

export interface StoredHistoryEntry {
  id: string;
  at: string;
  event: HistoryEvent;
  keys?: string[];
  detail?: string;
}

/** In place of an owner's ref: secrets that no entity with an owner claims. */
export const NO_OWNER = 'none';

/**
 * How bad the worst finding of a secret is, `attention` for medium or worse; or what
 * is known of it before any rule is asked.
 */
export type SecretStateFilter = Severity | 'attention' | SecretState;

export interface SecretFilters {
  ids?: string[];
  /** Words looked for in names, namespaces and key names, all of them. */
  q?: string;
  sourceIds?: string[];
  namespaces?: string[];
  /** Namespaces of sources, as those of an environment. */
  places?: readonly { sourceId: string; namespace: string }[];
  classes?: string[];
  /** Kinds of systems, for example `aws`. */
  sourceKinds?: string[];
  /** Whether a secret that the caller may see gets its value. */
  feeds?: 'some' | 'none';
  /** Kinds of deliverers. */
  deliveries?: string[];
  /** Owner refs, and {@link NO_OWNER}. */
  owners?: string[];
  systems?: string[];
  /** Any of them. */
  states?: SecretStateFilter[];
}

/** What lists of secrets are sorted by. */
export const SECRET_ORDERS = [
  'attention',
  'name',
  'class',
  'namespace',
  'source',
  'delivery',
  'consumers',
  'age',
] as const;

export type SecretOrderField = (typeof SECRET_ORDERS)[number];

export interface ListSecretsQuery {
  visibility: VisibilityFilter;
  /** Of other secrets that findings rest on, where that is more than `visibility`. */
  others?: VisibilityFilter;
  filters?: SecretFilters;
  orderBy?: { field: SecretOrderField; direction: 'asc' | 'desc' };
  /** From the page before; one of another order is refused with an InputError. */
  cursor?: string;
  limit?: number;
  /** The total costs a query of its own; an export does without. */
  withTotal?: boolean;
  /**
   * Secrets of the same namespace and name in several sources as one: the worst of
   * them, with the others as its copies. For few secrets, as those of an entity.
   */
  grouped?: boolean;
}

/** A secret of a list; of a grouped one with those of the same name elsewhere. */
export interface ListedSecret extends StoredSecret {
  /** It has no finding that the caller sees; absent where that was not asked. */
  isClear?: true;
  /** At most 50. */
  copies?: StoredSecret[];
  /** What only its system has; absent where it is Kubernetes. */
  attributes?: Attributes;
  /** How many secrets that the caller may see get its value; absent where its system is Kubernetes. */
  feedCount?: number;
}

export interface StoredCount {
  value: string;
  title?: string;
  count: number;
  attention: number;
}

export interface StoredSummary {
  total: number;
  /** Those with a finding that is medium or worse. */
  attention: number;
  /** By the worst finding of each, as the caller sees them. */
  critical: number;
  high: number;
  medium: number;
  low: number;
  deliveryFailed: number;
  missing: number;
  sourceStale: number;
  consumed: number;
  lastObserved?: string;
  /** At most 50 values each, most first. Secrets without an owner count under `none`. */
  facets: Record<
    'source' | 'namespace' | 'owner' | 'system' | 'class' | 'delivery',
    StoredCount[]
  >;
  staleSources: {
    id: string;
    title: string;
    state: SourceState;
    since?: string;
  }[];
}

export type SourceState =
  | 'starting'
  | 'syncing'
  | 'live'
  | 'degraded'
  | 'down'
  | 'noCredential';

export interface StoredSource {
  id: string;
  kind: string;
  title: string;
  mode?: string;
  /** `down` also for one without a heartbeat, whatever it last said. */
  state: SourceState;
  stateSince?: string;
  lastFullSync?: string;
  followedTo?: string;
  clockSkewMs?: number;
  secretCount: number;
  objectCount: number;
  problems: SourceProblem[];
  warnings: SourceProblem[];
  progress?: { done: number; total?: number; what: string };
  syncRequestedAt?: string;
  dashboardUrl?: string;
  /** Whether its rows may be out of date. */
  stale: boolean;
  /** The worst state of each of the last 24 hours, oldest first; `unknown` where nothing was recorded. */
  heartbeat: string[];
}

/** What an entity names, and whether the other side agrees. */
export interface StoredClaim {
  annotation: string;
  value: string;
  /** `held` for a mark that names the entity, which was another one when the mark was believed. */
  status: 'confirmed' | 'unconfirmed' | 'held';
  remedy?: string;
}

/** Who owns an entity, and where the catalog has it from. */
export interface EntityOrigin {
  entityRef: string;
  ownerRefs: string[];
  /** `backstage.io/managed-by-location` */
  location?: string;
}

/** Everything that the catalog and the inventory say of one entity; replaces what was there. */
export interface EntityLinks {
  entityRef: string;
  ownerRefs: string[];
  system?: string;
  claims: StoredClaim[];
  links: { sourceId: string; secretId: string; via: string }[];
}

/** A label, whatever its value or with one. */
export interface LabelName {
  key: string;
  value?: string;
}

export interface ObjectQuery {
  sourceIds?: string[];
  kinds?: string[];
  namespaces?: string[];
  names?: string[];
  refs?: string[];
  /** Over labels, the labels of the pods it makes, and `keyward.io/*` annotations, all of them. */
  labels?: LabelRequirement[];
  /** One of these, over the same. */
  anyLabel?: LabelName[];
  /** Only objects without a known controller above them: leaves the pods of a workload out. */
  topLevel?: boolean;
  /** A ref: goes on after it. */
  after?: string;
  limit?: number;
}

export interface StoredObject {
  sourceId: string;
  ref: string;
  apiGroup: string;
  kind: string;
  namespace?: string;
  name: string;
  labels: Record<string, string>;
  podLabels: Record<string, string>;
  annotations: AnnotationObservation[];
}

export interface SecretLinkQuery {
  sourceIds?: string[];
  namespaces?: string[];
  refs?: string[];
  /** Only those whose refs begin with it; it names a source. */
  refPrefix?: string;
  ids?: string[];
  /** Referred to by one of these objects or by what belongs to them. */
  consumedBy?: string[];
  labels?: LabelRequirement[];
  anyLabel?: LabelName[];
  /** An id: goes on after it. */
  after?: string;
  limit?: number;
}

export interface LinkableSecret {
  id: string;
  sourceId: string;
  ref: string;
  /** The kind of system, for example `kubernetes`. */
  system: string;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations: AnnotationObservation[];
  /** Those of `consumedBy` that refer to it, themselves or by what belongs to them. */
  consumers?: string[];
}

/** An attribute of a resource and the text of its value. */
export interface AttributeValue {
  name: string;
  value: string;
}

/** Which resources that are no secrets. */
export interface ResourcesQuery {
  visibility: VisibilityFilter;
  kinds: string[];
  /** All must hold. */
  attributes?: AttributeValue[];
  filters?: SecretFilters;
}

/** What the numbers of an attribute of resources add up to. */
export interface StoredSum {
  attribute: string;
  total: number;
  /** Resources that have the number. */
  count: number;
  /**
   * The largest first; `none` for those that no owner is known of. What has several
   * owners counts for each.
   */
  byOwner: { owner: string; sum: number; count: number }[];
}

/** A page of {@link ResourcesQuery}. */
export interface ListResourcesQuery extends ResourcesQuery {
  cursor?: string;
  limit?: number;
}

/** A resource that is no secret, as lists show it. */
export interface ListedResource {
  id: string;
  ref: string;
  sourceId: string;
  sourceTitle: string;
  /** For example `sealed-secret`. */
  kind: string;
  namespace: string;
  name: string;
  attributes: Attributes;
  /** What its status says; absent if it has none. */
  ready?: 'true' | 'false' | 'unknown';
  reason?: string;
  since?: string;
  /** When somebody here last requested that it be synced. */
  syncRequestedAt?: string;
  lastSeen: string;
}
