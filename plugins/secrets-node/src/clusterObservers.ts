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

import type { IncomingMessage } from 'http';
import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { AttributesSchema, SourceProblem, SourceRun } from './sources';

/**
 * Asks the API server of a cluster with the credential of its source. Both reject with
 * an error named `ClusterError`, which quotes nothing of an answer.
 *
 * @public
 */
export interface ClusterApi {
  get(
    path: string,
    options: { signal: AbortSignal; accept?: string },
  ): Promise<IncomingMessage>;
  /** For a question that has a body: it changes nothing in the cluster. */
  post(
    path: string,
    sent: { body: string; contentType: string },
    options: { signal: AbortSignal },
  ): Promise<IncomingMessage>;
}

/**
 * A cluster as an observer sees it.
 *
 * @public
 */
export interface ObservedCluster extends Pick<SourceRun, 'signal' | 'apply'> {
  /** The source, of which all refs are. */
  readonly sourceId: string;
  /** What the cluster is called in the configuration. */
  readonly name: string;
  /** Only these, where the credential is bound to them. */
  readonly namespaces?: readonly string[];
  /** Whether the credential may list Secrets. */
  readonly readsSecrets: boolean;
  readonly client: ClusterApi;
  /** Says what is wrong with the observer's part of the source; an empty list where nothing is. */
  warn(problems: SourceProblem[]): Promise<void>;
}

/**
 * Observes resources of its own in each cluster, beside what the Kubernetes module
 * collects: a controller, its keys, its stores.
 *
 * @public
 */
export interface ClusterObserver {
  /** For example `sealed-secrets`; its streams begin with it and a slash. */
  readonly id: string;
  /** How the attributes of its kinds of resources are read. */
  readonly attributes: Readonly<Record<string, AttributesSchema>>;
  /** Observes one cluster until the signal aborts. A rejection is reported and it is called again. */
  observe(cluster: ObservedCluster): Promise<void>;
}

/** @public */
export interface SecretsClusterObserversExtensionPoint {
  addObservers(...observers: ClusterObserver[]): void;
  /** For the Kubernetes module: those that were added. */
  getObservers(): readonly ClusterObserver[];
}

/**
 * Where modules for systems that run in clusters hand in their observers. They use the
 * clusters and credentials of the Kubernetes module, so nobody configures these twice.
 *
 * @public
 */
export const secretsClusterObserversExtensionPoint =
  createExtensionPoint<SecretsClusterObserversExtensionPoint>({
    id: 'secrets.cluster-observers',
  });
