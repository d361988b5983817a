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

import type { SecretLocator } from '@keyward/observation';
import { createExtensionPoint } from '@backstage/backend-plugin-api';

/**
 * A locator with what is known of who names it.
 *
 * @public
 */
export interface StatedLocator extends SecretLocator {
  /** The source that has what names it, for example a cluster. */
  sourceId: string;
  /** The namespace of what names it. */
  namespace?: string;
  /**
   * What is kept of the store that it names: its provider, address and path, as
   * its own object says, or the one that it names as its connection. Absent where that object was not seen.
   */
  storeDetail?: Readonly<Record<string, unknown>>;
}

/**
 * Knows which secret a locator means.
 *
 * @public
 */
export interface SecretsLocatorResolver {
  /** Asked of locators with this system, and of those in a store of this provider. */
  readonly system: string;
  /**
   * The ref of the secret at each of some places, in their order, whether or not there
   * is one; undefined for a place in no configured source. Called again when secrets of
   * such a source came or went.
   */
  resolve(
    locators: readonly StatedLocator[],
  ): Promise<readonly (string | undefined)[]>;
}

/** @public */
export interface SecretsLocatorsExtensionPoint {
  addResolver(resolver: SecretsLocatorResolver): void;
}

/**
 * Where source modules say which of their secrets a place is, as objects in clusters
 * name it.
 *
 * @public
 */
export const secretsLocatorsExtensionPoint =
  createExtensionPoint<SecretsLocatorsExtensionPoint>({
    id: 'secrets.locators',
  });
