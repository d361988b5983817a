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

import type { Config } from '@backstage/config';

/** Words that clusters and namespaces are commonly named by. */
const COMMON: Record<string, string> = {
  prod: 'production',
  production: 'production',
  prd: 'production',
  live: 'production',
  staging: 'staging',
  stage: 'staging',
  stg: 'staging',
  preprod: 'staging',
  dev: 'development',
  development: 'development',
  test: 'test',
  testing: 'test',
  qa: 'test',
  sandbox: 'sandbox',
};

/** The label of a Namespace that says which environment it belongs to. */
const LABEL_ENVIRONMENT = 'keyward.io/environment';

/** Labels that many put on Namespaces to say the same. */
const COMMON_LABELS = ['environment', 'env'];

/** Labels that Kubernetes recommends: they name applications and their parts, and now and then an environment in passing. */
const RECOMMENDED = /^app\.kubernetes\.io\//;

/**
 * Tells the environment of a secret: by the configuration, by a label of its
 * namespace, by a word in the name of its namespace, or of its cluster.
 */
export class Environments {
  readonly #configured: {
    name: string;
    sourceIds?: string[];
    namespaces?: string[];
  }[];

  /** Labels of Namespaces that name an environment; the first that one has counts. */
  readonly labels: readonly string[];

  constructor(config: Config) {
    this.#configured = (
      config.getOptionalConfigArray('secrets.findings.environments') ?? []
    ).map(entry => ({
      name: entry.getString('name'),
      sourceIds: entry.getOptionalStringArray('clusters'),
      namespaces: entry.getOptionalStringArray('namespaces'),
    }));
    this.labels = [
      LABEL_ENVIRONMENT,
      ...(config.getOptionalStringArray('secrets.findings.environmentLabels') ??
        COMMON_LABELS),
    ];
  }

  environmentOf(place: {
    sourceId: string;
    sourceTitle?: string;
    namespace: string;
    /** The namespace's labels, as far as {@link labels} names them. */
    labels?: ReadonlyMap<string, string>;
  }): string | undefined {
    const configured = this.#configured.find(
      ({ sourceIds, namespaces }) =>
        (sourceIds?.includes(place.sourceId) ?? true) &&
        (namespaces?.includes(place.namespace) ?? true),
    );
    return (
      configured?.name ??
      this.#labelled(place.labels) ??
      wordIn(place.namespace) ??
      wordIn(place.sourceId) ??
      (place.sourceTitle ? wordIn(place.sourceTitle) : undefined)
    );
  }

  #labelled(
    labels: ReadonlyMap<string, string> | undefined,
  ): string | undefined {
    for (const label of this.labels) {
      const value = labels?.get(label);
      if (value && label === LABEL_ENVIRONMENT) {
        return value;
      }
      // What people write for themselves is meant as a word, as `prod`; what names
      // an application says nothing without one.
      const environment =
        value && (wordIn(value) ?? (RECOMMENDED.test(label) ? '' : value));
      if (environment) {
        return environment;
      }
    }
    return undefined;
  }
}

function wordIn(name: string): string | undefined {
  for (const word of name.toLowerCase().split(/[^a-z]+/)) {
    if (Object.hasOwn(COMMON, word)) {
      return COMMON[word];
    }
  }
  return undefined;
}
