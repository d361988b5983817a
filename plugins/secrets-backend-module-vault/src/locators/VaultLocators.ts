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
  SecretsLocatorResolver,
  StatedLocator,
} from '@keyward/backstage-plugin-secrets-node';
import { formatSecretRef } from '@keyward/observation';
import { formatAddress, type VaultSettings } from '../config';
import { EngineTable } from './EngineTable';
import { placeOf, type VaultPlace } from './placeOf';

const SYSTEM = 'vault';
const DATA = 'data';

interface ConfiguredVault {
  settings: VaultSettings;
  engines: EngineTable;
}

/**
 * Tells which secret of which Vault the places are that stores, operators and classes of
 * the CSI driver name. A place counts as one of a Vault only where its address is one that
 * the configuration gives to that Vault, and its engine is one of KV.
 */
export class VaultLocators implements SecretsLocatorResolver {
  readonly system = SYSTEM;
  readonly #vaults: readonly ConfiguredVault[];

  constructor(vaults: readonly VaultSettings[]) {
    this.#vaults = vaults.map(settings => ({
      settings,
      engines: new EngineTable(settings),
    }));
  }

  async resolve(
    locators: readonly StatedLocator[],
  ): Promise<readonly (string | undefined)[]> {
    return await Promise.all(locators.map(each => this.#resolve(each)));
  }

  async #resolve(locator: StatedLocator): Promise<string | undefined> {
    const place = placeOf(locator);
    const found = place && this.#find(place, locator.sourceId);
    if (!place || !found) {
      return undefined;
    }
    const { vault, path } = found;
    const segments = await segmentsOf(vault.engines, { ...place, path });
    return segments && formatSecretRef(SYSTEM, vault.settings.id, ...segments);
  }

  /** The Vault at an address, and the path in its namespace. */
  #find(
    place: VaultPlace,
    cluster: string,
  ): { vault: ConfiguredVault; path: string } | undefined {
    const there = this.#vaults.filter(({ settings }) =>
      isAt(settings, place.address, cluster),
    );
    const byNamespace = (path: string) => {
      const inside = there
        .filter(({ settings: { namespace } }) =>
          namespace === undefined ? true : path.startsWith(`${namespace}/`),
        )
        .sort((one, other) => lengthOf(other) - lengthOf(one));
      const [vault, next] = inside;
      // Two of one address and namespace: it is not known which is meant.
      return vault && !(next && lengthOf(next) === lengthOf(vault))
        ? { vault, path: path.slice(lengthOf(vault)) }
        : undefined;
    };
    if (place.namespace === undefined) {
      return byNamespace(place.path);
    }
    // A path may begin with the namespace that its login has as well.
    const prefix = `${place.namespace}/`;
    return byNamespace(
      place.path.startsWith(prefix) ? place.path : prefix + place.path,
    );
  }
}

function lengthOf({ settings: { namespace } }: ConfiguredVault): number {
  return namespace === undefined ? 0 : namespace.length + 1;
}

function isAt(
  { address, nodes = [], clusters = [] }: VaultSettings,
  named: string | undefined,
  cluster: string,
): boolean {
  const own = clusters.find(each => each.cluster === cluster);
  if (named === undefined) {
    return own?.isDefault === true;
  }
  const wanted = URL.canParse(named) ? formatAddress(new URL(named)) : named;
  return [address, ...nodes, ...(own?.addresses ?? [])].includes(wanted);
}

/** The path of an engine, as one, and that in the engine; undefined for what is no secret of one. */
async function segmentsOf(
  engines: EngineTable,
  { path, form, engine: stated }: VaultPlace,
): Promise<string[] | undefined> {
  const engine = (await engines.find(path)) ?? stated;
  if (!engine?.kv || !path.startsWith(`${engine.mount}/`)) {
    return undefined;
  }
  const rest = path.slice(engine.mount.length + 1).split('/');
  const hasData = engine.kv === 'kv-2' && rest[0] === DATA;
  if (form === 'api' && engine.kv === 'kv-2' && !hasData) {
    return undefined;
  }
  const inside = hasData && form !== 'logical' ? rest.slice(1) : rest;
  return inside.length > 0 && inside.every(Boolean)
    ? [engine.mount, ...inside]
    : undefined;
}
