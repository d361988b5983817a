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
  Attributes,
  ObservationBatch,
  UnlistedKind,
} from '@keyward/observation';
import type { KnownSystem, KnownSystems } from '@keyward/kube-model/systems';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * A problem of a source, with what mends it.
 *
 * @public
 */
export interface SourceProblem {
  /** A stable word, for example `forbidden`, `unreachable`, `unauthorized`, `no-credential`, `bad-config`. */
  code: string;
  /** What happened, to what: built from status and path, never from a payload. */
  message: string;
  /** Where the message names objects: what is said instead to those who may not see all secrets. */
  withoutNames?: string;
  /** What to do about it; lines to be pasted follow after an empty line. */
  remedy?: string;
  /**
   * Whether a part of the system is out, though the source works: the people who run
   * Keyward are notified once, as of a source that is down. It is still out while a report
   * says so, and works again once one does not; of the same code it is one outage.
   */
  isOutage?: boolean;
}

/**
 * What a source says of itself while it runs. Fields that are left out keep their last value.
 *
 * @public
 */
export interface SourceReport {
  state?: 'starting' | 'syncing' | 'live' | 'degraded' | 'down';
  /** Problems that stand now; an empty list clears them. */
  problems?: SourceProblem[];
  warnings?: SourceProblem[];
  /** Kinds that may use secrets unseen; an empty list where there is none. */
  unlistedKinds?: UnlistedKind[];
  /** Progress of a long first sync. */
  progress?: { done: number; total?: number; what: string };
  /** Difference of the system's clock to ours, in milliseconds. */
  clockSkewMs?: number;
  /** The newest moment up to which the system is known to be followed, ISO 8601. */
  followedTo?: string;
}

/**
 * Whether somebody may read a secret, and what Keyward answers.
 *
 * @public
 */
export interface SourceAccessQuestion {
  user: string;
  /** All of them, as after a login. */
  groups: string[];
  verb: string;
  namespace: string;
  name: string;
  /** Keyward's own answer. */
  allowed: boolean;
}

/**
 * What a running source gets from the inventory.
 *
 * @public
 */
export interface SourceRun {
  /** Aborted when the lease is lost, the portal shuts down or a full sync is asked for. */
  readonly signal: AbortSignal;
  /** Cursors stored by earlier runs, by stream. Empty when a full sync is asked for. */
  readonly cursors: Readonly<Record<string, string>>;
  /**
   * Whether this version of an object is what was last applied of it. Then a full
   * sync may name it in the batch's `unchanged` instead of observing it again.
   * An object that was applied with `openTexts` never is.
   *
   * @param version - the object's `uid` and `resourceVersion`
   */
  isApplied?(
    stream: string,
    ref: string,
    version: { uid?: string; resourceVersion: string },
  ): boolean;
  /** The refs of the secrets of this source that are stored as existing. */
  secretRefs?(): Promise<Iterable<string>>;
  /**
   * Some questions about access with what Keyward answers, for the system to be asked the same.
   *
   * @param again - answers these anew instead
   */
  accessQuestions?(
    again?: readonly SourceAccessQuestion[],
  ): Promise<SourceAccessQuestion[]>;
  /** Applies a batch in one transaction. Rejects with an error named `LeaseLostError` when another replica holds the source. */
  apply(batch: ObservationBatch): Promise<void>;
  report(report: SourceReport): Promise<void>;
}

/**
 * How the attributes of a kind are read, for example an object of zod. What it does not
 * name is dropped.
 *
 * @public
 */
export interface AttributesSchema {
  safeParse(value: unknown):
    | { success: true; data: Attributes }
    | {
        success: false;
        error: { issues: readonly { path: readonly PropertyKey[] }[] };
      };
}

/**
 * One configured instance of a system.
 *
 * @public
 */
export interface SecretsSource {
  /** `[a-z0-9][a-z0-9.-]{0,62}` */
  readonly id: string;
  /** The kind of system, for example `kubernetes`. */
  readonly kind: string;
  readonly title: string;
  /** What else the configuration of the portal calls it, by which other systems may name it. */
  readonly configuredName?: string;
  /** The https address of its API, by which other systems may name it. */
  readonly address?: string;
  /** Where people look at it (a cluster's dashboard), if configured. */
  readonly dashboardUrl?: string;
  /** How much is taken, for Kubernetes `fingerprint`, `metadata` or `references`. */
  readonly mode?: string;
  /** How the attributes of secrets (`secret`) and of other kinds of resources are read; those of other kinds are not stored. */
  readonly attributes?: Readonly<Record<string, AttributesSchema>>;
  /** Set when the source cannot run at all, for example for want of a credential; `run` is not called then. */
  readonly problem?: SourceProblem;
  readonly warnings?: SourceProblem[];
  /** Follows the system until the signal aborts. A rejection is reported and retried with back-off. */
  run(run: SourceRun): Promise<void>;
}

/**
 * How entities name secrets of a system by annotations that other plugins read as well.
 * What they name is a claim as any other: it counts once the other side confirms it.
 *
 * @public
 */
export interface EntityNaming {
  /** An entity with any of these may name secrets. */
  readonly annotations: readonly string[];
  /**
   * The refs, as `keyward.io/secrets` lists them, each with the annotation that names it.
   *
   * @param annotations - of an entity, written by anybody, hence of any shape and length
   */
  readRefs(
    annotations: Readonly<Record<string, unknown>>,
  ): { annotation: string; ref: string }[];
}

/** @public */
export interface SecretsSourceProvider {
  /** Called at start and each minute; sources that are no longer named are retired. */
  getSources(): Promise<SecretsSource[]>;
  readonly naming?: EntityNaming;
}

/** @public */
export interface SecretsSourcesExtensionPoint {
  addSourceProvider(provider: SecretsSourceProvider): void;
}

/**
 * Where source modules hand in their sources.
 *
 * @public
 */
export const secretsSourcesExtensionPoint =
  createExtensionPoint<SecretsSourcesExtensionPoint>({ id: 'secrets.sources' });

/**
 * A custom resource kind that a module wants to be collected from clusters, by discovery.
 *
 * @public
 */
export interface KubernetesKind {
  /** For example `external-secrets.io`. */
  group: string;
  /** Plural, for example `externalsecrets`. */
  resource: string;
}

/** @public */
export interface SecretsKubernetesKindsExtensionPoint {
  addKinds(...kinds: KubernetesKind[]): void;
  /** For the Kubernetes module: what was asked for. */
  getKinds(): KubernetesKind[];
  /**
   * Adds all that is known of systems: what is collected of them and how it is
   * read, how they mark what they deliver, when that is orphaned, and how rights
   * on their kinds lead to secrets.
   */
  addSystems(...systems: KnownSystem[]): void;
  /** The systems that are known, with those that were added. */
  getSystems(): KnownSystems;
}

/** @public */
export const secretsKubernetesKindsExtensionPoint =
  createExtensionPoint<SecretsKubernetesKindsExtensionPoint>({
    id: 'secrets.kubernetes-kinds',
  });
