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
  ObservedCluster,
  SourceProblem,
} from '@keyward/backstage-plugin-secrets-node';
import { ClusterError, listObjects } from '@keyward/kube-collector';
import type { Json } from '@keyward/observation/json';

const GROUP = '/apis/external-secrets.io';

/** A kind of the operator. */
export interface OperatorKind {
  /** Plural, for example `externalsecrets`. */
  resource: string;
  /** In the order in which they are tried: of one release, one of them is served. */
  versions: readonly string[];
  isClusterScoped?: boolean;
}

/** Lists the kinds of the operator in one cluster, and notes what it may not list. */
export class KindLister {
  readonly problems: SourceProblem[] = [];
  readonly #cluster: ObservedCluster;

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster;
  }

  /**
   * Lists all objects of a kind, page by page. Where no version of it is served there
   * are none.
   *
   * @returns whether there are no others: false where the credential may not list them
   * @throws ClusterError
   */
  async *pages(kind: OperatorKind): AsyncGenerator<Json[], boolean> {
    const { resource, versions, isClusterScoped } = kind;
    // A credential that is bound to namespaces may list in the cluster nevertheless.
    const cluster = isClusterScoped
      ? { ...this.#cluster, namespaces: undefined }
      : this.#cluster;
    for (const version of versions) {
      let isServed = false;
      try {
        const listing = { root: `${GROUP}/${version}`, resource };
        for await (const page of listObjects(cluster, listing)) {
          isServed = true;
          yield page;
        }
        return true;
      } catch (error) {
        if (!(error instanceof ClusterError)) {
          throw error;
        }
        if (error.code === 'forbidden') {
          this.note(resource);
          return false;
        }
        if (error.code !== 'not-found' || isServed) {
          throw error;
        }
      }
    }
    return true;
  }

  /**
   * Notes that something may not be listed.
   *
   * @param role - the file with the rights for it
   */
  note(what: string, role = 'reader.yaml'): void {
    this.problems.push({
      code: 'external-secrets-forbidden',
      message: `The credential for ${
        this.#cluster.name
      } may not list ${what}, so that less is known of External Secrets`,
      remedy: `Give it the rights of deploy/kubernetes/${role}.`,
    });
  }
}
