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

import { normalizeAddress } from '@keyward/backstage-plugin-secrets-node';
import type { NamedSource } from '../ingest/sources';
import { KUBERNETES } from '../store/common/presence';
import type { AppliesTo } from '../store/requests';

/** Tells which cluster the objects of another one mean by a destination. */
export class Destinations {
  readonly #byAddress: Map<string | undefined, NamedSource[]>;
  readonly #clusters: NamedSource[];

  constructor(sources: readonly NamedSource[]) {
    this.#clusters = sources.filter(({ kind }) => kind === KUBERNETES);
    this.#byAddress = Map.groupBy(this.#clusters, ({ address }) =>
      normalizeAddress(address ?? ''),
    );
  }

  get ids(): string[] {
    return this.#clusters.map(({ id }) => id);
  }

  /**
   * Whether a destination is a cluster: by the address, or by a name that no other cluster
   * has. An address that no cluster has may be another one of the same cluster.
   *
   * @returns undefined where that is not known
   */
  isOf(sourceId: string, { server, name }: AppliesTo): boolean | undefined {
    const found =
      server === undefined
        ? this.#clusters.filter(
            ({ id, title, configuredName }) =>
              name !== undefined && [id, title, configuredName].includes(name),
          )
        : this.#at(server);
    if (found.length === 0) {
      return undefined;
    }
    const isThis = found.some(({ id }) => id === sourceId);
    // Those of one address are one cluster; those of one name need not be.
    return isThis && server === undefined && found.length > 1
      ? undefined
      : isThis;
  }

  #at(server: string): NamedSource[] {
    const address = normalizeAddress(server);
    return (address && this.#byAddress.get(address)) || [];
  }
}
