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

import { knownSystems } from '@keyward/kube-model/systems';
import { CLASSIFIER_VERSION } from '@keyward/values';
import {
  keystoreCompanionOf,
  keystorePasswordsOf,
  observeSecret,
  observeSecretRow,
} from '@keyward/kube-model';
import { kubernetesSecretRef } from '@keyward/observation';
import { KeystoreAllowance } from './KeystoreAllowance';
import { pathOf } from './objectStreams';
import type { Stream, StreamOptions } from './Stream';

const SEALING_KEY = 'sealedsecrets.bitnami.com/sealed-secrets-key';
const HELM = 'helm.sh/release.v1';
const SERVICE_ACCOUNT = 'kubernetes.io/service-account-token';

/**
 * The streams of a cluster's Secrets. With `fingerprint` the crown jewels (keys
 * that unseal, Helm releases, ServiceAccount tokens) are left out of the stream
 * with data by selectors and come as tables, which hold no values.
 */
export function secretStreams(options: StreamOptions): Stream[] {
  const { mode, namespaces } = options;
  if (mode === 'references') {
    return [];
  }
  const scopes = namespaces ?? [undefined];
  return scopes.flatMap(namespace => {
    const table = (suffix: string, query: Record<string, string>) =>
      tableStream(options, suffix, query, namespace);
    if (mode === 'metadata') {
      return [table(':metadata', {})];
    }
    return [
      valueStream(options, namespace),
      table(':helm-releases', { fieldSelector: `type=${HELM}` }),
      table(':service-account-tokens', {
        fieldSelector: `type=${SERVICE_ACCOUNT}`,
      }),
      table(':sealing-keys', {
        labelSelector: SEALING_KEY,
        fieldSelector: `type!=${HELM},type!=${SERVICE_ACCOUNT}`,
      }),
    ];
  });
}

function valueStream(
  options: StreamOptions,
  namespace: string | undefined,
): Stream {
  const { sourceId, fingerprinter, systems } = options;
  const allowance = new KeystoreAllowance();
  return {
    ...common(options, '', namespace),
    query: {
      fieldSelector: `type!=${HELM},type!=${SERVICE_ACCOUNT}`,
      labelSelector: `!${SEALING_KEY}`,
    },
    as: 'json',
    reading: `${readingOf(options)}/${fingerprinter?.keyId}`,
    companionOf: item => {
      const companion = keystoreCompanionOf(item);
      const own = namespaceOf(item);
      return companion && own
        ? { path: pathOf('v1', 'secrets', own), name: companion.name }
        : undefined;
    },
    observe: (item, _columns, companion) =>
      observeSecret(item, {
        sourceId,
        taken: 'fingerprint',
        fingerprinter,
        systems,
        keystoreWork: allowance.of(namespaceOf(item) ?? ''),
        keystorePasswords: () =>
          companion === undefined ? [] : keystorePasswordsOf(companion, item),
      }),
  };
}

function tableStream(
  options: StreamOptions,
  suffix: string,
  query: Record<string, string>,
  namespace: string | undefined,
): Stream {
  const { sourceId, systems } = options;
  return {
    ...common(options, suffix, namespace),
    query: { ...query, includeObject: 'Metadata' },
    as: 'table',
    observe: (row, columns) =>
      observeSecretRow(row, { sourceId, columns, systems }),
  };
}

function common(
  options: StreamOptions,
  suffix: string,
  namespace: string | undefined,
): Omit<Stream, 'as' | 'observe'> {
  const { sourceId } = options;
  return {
    id: `v1/secrets${suffix}${namespace ? `@${namespace}` : ''}`,
    path: pathOf('v1', 'secrets', namespace),
    namespace,
    resource: 'secrets',
    kind: 'Secret',
    reading: readingOf(options),
    apiVersion: 'v1',
    refOf: item => {
      const object = (item as { object?: unknown })?.object ?? item;
      const metadata = (object as { metadata?: Record<string, unknown> })
        ?.metadata;
      return typeof metadata?.name === 'string' &&
        typeof metadata.namespace === 'string'
        ? kubernetesSecretRef(sourceId, metadata.namespace, metadata.name)
        : undefined;
    },
  };
}

function namespaceOf(item: unknown): string | undefined {
  const { namespace } =
    (item as { metadata?: Record<string, unknown> } | null)?.metadata ?? {};
  return typeof namespace === 'string' && namespace !== ''
    ? namespace
    : undefined;
}

/** What is taken of Secrets does not depend on what is known of systems, but who delivers them. */
function readingOf({ systems = knownSystems }: StreamOptions): string {
  return `${CLASSIFIER_VERSION}${systems.addedTo(knownSystems)}`;
}
