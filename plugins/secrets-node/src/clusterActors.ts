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

/**
 * A credential that acts in a cluster. It is another one than observes the cluster.
 *
 * @public
 */
export type ActingCredential =
  | { type: 'token'; token: string }
  /** A file with a token, read again when it changes. */
  | { type: 'tokenFile'; file: string };

/**
 * Changes objects of a cluster. Rejects with an error named `ClusterError`, which quotes
 * nothing of an answer.
 *
 * @public
 */
export interface ActingClusterApi {
  patch(
    path: string,
    sent: { body: string; contentType: string },
    options: { signal: AbortSignal; accept?: string },
  ): Promise<IncomingMessage>;
}

/**
 * Connects to the clusters that are observed.
 *
 * @public
 */
export interface ClusterConnector {
  /** What the configuration calls the cluster of a source; undefined where it is none with a credential. */
  nameOf(sourceId: string): string | undefined;
  /**
   * Connects with another credential, to the address to which that of the source goes
   * and to no other.
   *
   * @throws an error whose message is written for people, where no credential may go
   *   there, and where the credential is the one of the source
   */
  connect(
    sourceId: string,
    credential: ActingCredential,
  ): Promise<ActingClusterApi>;
}

/** @public */
export interface SecretsClusterActorsExtensionPoint {
  /** For the Kubernetes module, which knows the clusters. */
  setConnector(connector: ClusterConnector): void;
  /** Undefined without the Kubernetes module. To be asked for once all modules have started. */
  getConnector(): ClusterConnector | undefined;
}

/**
 * Where modules that change something in a cluster get at it. Each brings a credential
 * of its own; addresses and certificates are those of the Kubernetes module, so that
 * nobody configures them twice, and a pin holds for every credential.
 *
 * @public
 */
export const secretsClusterActorsExtensionPoint =
  createExtensionPoint<SecretsClusterActorsExtensionPoint>({
    id: 'secrets.cluster-actors',
  });
