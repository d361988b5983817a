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
import { ApiClient } from '../cluster/ApiClient';

/** How the API serves a kind. */
export interface ResourceType {
  plural: string;
  namespaced: boolean;
  hasStatus: boolean;
  /** Whether it comes from a CustomResourceDefinition. */
  custom: boolean;
  /** Path of the group and version, such as `/apis/apps/v1`. */
  root: string;
}

/** Names an object of some kind. */
export interface ObjectAddress {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}

/** What the API server's discovery says of kinds. */
export class ResourceTypes {
  readonly #api: ApiClient;
  readonly #known = new Map<string, Promise<Map<string, ResourceType>>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** How a kind is served, `undefined` if it is not. */
  async find(
    apiVersion: string,
    kind: string,
  ): Promise<ResourceType | undefined> {
    const known = await this.#ofVersion(apiVersion);
    if (!known.has(kind)) {
      // Its definition may be new: ask again the next time.
      this.#known.delete(apiVersion);
    }
    return known.get(kind);
  }

  /** The path of an object. */
  pathOf(type: ResourceType, { metadata }: ObjectAddress): string {
    return [
      type.root,
      ...(type.namespaced
        ? ['namespaces', metadata.namespace ?? 'default']
        : []),
      type.plural,
      encodeURIComponent(metadata.name),
    ].join('/');
  }

  #ofVersion(apiVersion: string): Promise<Map<string, ResourceType>> {
    let known = this.#known.get(apiVersion);
    if (!known) {
      known = this.#discover(apiVersion);
      this.#known.set(apiVersion, known);
    }
    return known;
  }

  async #discover(apiVersion: string): Promise<Map<string, ResourceType>> {
    const root = apiVersion.includes('/')
      ? `/apis/${apiVersion}`
      : `/api/${apiVersion}`;
    const { status, body } = await this.#api.request('GET', root);
    const types = new Map<string, ResourceType>();
    if (status !== 200) {
      return types;
    }
    const resources: { name: string; kind: string; namespaced: boolean }[] =
      body.resources;
    const [, group] = root.split('/').slice(1);
    const definitions = await this.#api.call(
      'GET',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    );
    const custom = definitions.items.some(
      (definition: any) => definition.spec.group === group,
    );
    const names = new Set(resources.map(({ name }) => name));
    for (const { name, kind, namespaced } of resources) {
      if (!name.includes('/')) {
        const hasStatus = names.has(`${name}/status`);
        types.set(kind, { plural: name, namespaced, hasStatus, custom, root });
      }
    }
    return types;
  }
}
